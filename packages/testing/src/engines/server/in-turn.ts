/** A line of works, of which one is done after another. */
export interface Line {
  /** The work that came last. */
  last: Promise<unknown>;
}

/** Does the work when those that came before it are over, however they ended. */
export function inTurn<TResult>(line: Line, work: () => Promise<TResult>): Promise<TResult> {
  const mine = line.last.then(work, work);
  line.last = mine;
  return mine;
}
