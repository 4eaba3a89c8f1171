/** Work that runs one piece after another. */
export interface SerialQueue {
  /** The piece that was added last. */
  last: Promise<unknown>;
}

/** Runs the work once all earlier work has settled, whether it succeeded or failed. */
export function enqueue<TResult>(queue: SerialQueue, work: () => Promise<TResult>): Promise<TResult> {
  const mine = queue.last.then(work, work);
  queue.last = mine;
  return mine;
}
