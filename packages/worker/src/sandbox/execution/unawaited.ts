/**
 * Rejections that no code awaits. Awaited later is fine. One that no code awaits until the workflow ends fails it with its error, as
 * an error that no code catches; a cancellation does not.
 */
import { CancellationScope, condition, isCancellation, log } from '@temporalio/workflow';
import { toFailure } from '../context/failure.ts';
import { unrecorded } from '../promises/floating-rejections.ts';
import { promiseWatch } from '../sdk/promise-watch.ts';

/** To be called when the execution starts. */
export function logUnawaited(): void {
  promiseWatch().floating.onReject = (error) => {
    if (!isHarmless(error))
      log.warn(
        'A promise was rejected and no code awaits it: this fails the workflow when it ends, unless code awaits the promise',
        {
          error: (toFailure(error) as Error).message,
        },
      );
  };
}

/** Calls `end` when no rejection is left unawaited, otherwise `fail` with the first. */
export function afterUnawaited(end: () => void, fail: (error: unknown) => void): void {
  const { floating } = promiseWatch();
  if (!floating.mayExist) return end();
  const decide = (): void => {
    const errors = floating.errors.filter((error) => !isHarmless(error));
    if (errors.length === 0) end();
    else fail(errors[0]);
  };
  unrecorded(() => {
    // What happens in the same task may still reject, or await, a promise.
    let isAsked = false;
    const asked = (): boolean => isAsked || !(isAsked = true);
    // Not in the workflow's scope: a cancellation that its code has caught would reject the condition.
    void CancellationScope.nonCancellable(() => condition(asked)).then(() => {
      floating.sweep();
      unrecorded(
        () =>
          void Promise.resolve()
            .then(() => undefined)
            .then(() => undefined)
            .then(decide),
      );
    });
  });
}

// --- internal ---

function isHarmless(error: unknown): boolean {
  try {
    return isCancellation(error);
  } catch {
    return false;
  }
}
