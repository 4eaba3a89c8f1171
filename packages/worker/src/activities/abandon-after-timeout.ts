import { field } from '@tfn/core/internal';

/**
 * Stops waiting for a function that ignores the end of its attempt. It may keep running, but Temporal no longer waits for it; without this
 * it would occupy one of `maxConcurrentActivities` for as long as the worker lives.
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

/** Cancellation does not end an attempt: the function may still complete. */
function isOver(reason: unknown): boolean {
  return ['TIMED_OUT', 'NOT_FOUND'].includes(field(reason, 'message') as string);
}
