/**
 * Ends the wait for a function that does not heed that its try is over. It may run on, but Temporal waits for it no more, and without this
 * its place among `maxConcurrentActivities` would be taken as long as the worker lives.
 */
export function abandonAfterTimeout<TResult>(running: Promise<TResult>, signal: AbortSignal): Promise<TResult> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      if (isOver(signal.reason)) timer = setTimeout(reject, PATIENCE, signal.reason);
    };
    const forget = (): void => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    };
    signal.addEventListener('abort', onAbort);
    void running.then(resolve, reject).finally(forget);
  });
}

// --- internal ---

/** Milliseconds that a function has to end by itself. */
const PATIENCE = 1000;

/** Not when it is cancelled: that it may finish nevertheless. */
function isOver(reason: unknown): boolean {
  return reason instanceof Error && ['TIMED_OUT', 'NOT_FOUND'].includes(reason.message);
}
