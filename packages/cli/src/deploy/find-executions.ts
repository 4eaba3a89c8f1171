import type { TfnClient } from '@tfn/client';

/** An execution that is to be replayed. */
export interface FoundExecution {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly status: string;
}

export interface FindOptions {
  readonly workflowTypes: readonly string[];
  /** How many at most of each workflow: of those that run, and of those that have ended. */
  readonly limit: number;
  /** Whether to take those that are pinned to an earlier version, which will never run on this one. */
  readonly withPinned: boolean;
}

/** Finds the newest executions of each workflow, one for each workflow id. */
export async function findExecutions(
  client: TfnClient,
  { workflowTypes, limit, withPinned }: FindOptions,
): Promise<readonly FoundExecution[]> {
  const found = new Map<string, FoundExecution>();
  const pinned = withPinned ? '' : ` AND ${NOT_PINNED}`;
  for (const workflowType of workflowTypes)
    for (const status of ["ExecutionStatus = 'Running'", "ExecutionStatus != 'Running'"]) {
      let count = 0;
      for await (const run of client.list(`WorkflowType = ${JSON.stringify(workflowType)} AND ${status}${pinned}`)) {
        if (!found.has(run.workflowId)) found.set(run.workflowId, run);
        count += 1;
        if (count === limit) break;
      }
    }
  return [...found.values()];
}

// --- internal ---

const NOT_PINNED = "(TemporalWorkflowVersioningBehavior IS NULL OR TemporalWorkflowVersioningBehavior != 'Pinned')";
