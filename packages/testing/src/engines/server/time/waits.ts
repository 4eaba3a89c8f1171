/** What a test waits for: the ends of workflows. */
export interface Waits {
  /** Records a wait. Without a workflow's id, the wait may be for the end of any workflow. */
  add<TResult>(workflowId: string | undefined, wait: Promise<TResult>): Promise<TResult>;
  /** Settles when the latest wait for a workflow's end is over. Undefined without one. */
  of(workflowId: string): Promise<unknown> | undefined;
}

export function createWaits(): Waits {
  const waits = new Map<string | undefined, Promise<unknown>>();
  return {
    async add(workflowId, wait) {
      waits.set(workflowId, wait);
      try {
        return await wait;
      } finally {
        if (waits.get(workflowId) === wait) waits.delete(workflowId);
      }
    },
    of: (workflowId) => waits.get(workflowId) ?? waits.get(undefined),
  };
}
