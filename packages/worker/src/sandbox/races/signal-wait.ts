/** One `ctx.waitForSignal` that waits, and which of several gets the next message. */
import { cancellableBy } from '../promises/cancel-pending.ts';
import { promiseWatch } from '../sdk/promise-watch.ts';
import type { Followed } from '../sdk/promise-watch.ts';
import { isLeft, isRaced } from './enclosure.ts';
import type { Enclosure } from './enclosure.ts';

export interface Message {
  readonly payload: unknown;
  /** Its number among the signals of the execution. */
  readonly arrival: number;
}

export interface SignalWait {
  /** What it waits for has arrived. */
  received?: Message;
  /** It lost a `ctx.race`. */
  isCancelled?: boolean;
  /** Its promise, while nothing has arrived. Undefined where the worker does not record promises. */
  promise?: Followed | undefined;
  /** What the code that opened it runs in. */
  readonly enclosures?: readonly Enclosure[] | undefined;
}

/** Follows the promise of a wait, so that it is known whether a race has left it. */
export function followWait(wait: SignalWait, promise: Promise<unknown>): void {
  wait.promise = promiseWatch().follow(promise);
  void cancellableBy(promise, () => {
    wait.isCancelled = true;
  });
}

/** Whether code waits for it now. A wait that lost its race gets no message, unless code awaits its promise again. */
export function isAwaited(wait: SignalWait): boolean {
  return isOpen(wait) && (wait.promise === undefined || wait.promise.use === 'used');
}

/** Whether code awaits it directly. A race must be decided before its winner is known. */
export function isAwaitedDirectly(wait: SignalWait): boolean {
  return isAwaited(wait) && wait.promise?.isCombined !== true && wait.enclosures?.some(isRaced) !== true;
}

/** Whether it may take a message that is queued: code awaits it, or has kept its promise for later. */
export function mayTake(wait: SignalWait): boolean {
  return isOpen(wait) && wait.promise?.use !== 'left';
}

/** Whether it was opened in a scope or a race entry that was cancelled. */
export function isScopeCancelled({ enclosures }: SignalWait): boolean {
  const innermost = enclosures?.find(({ scope }) => scope.consideredCancelled || !scope.cancellable);
  return innermost?.scope.cancellable === true;
}

// --- internal ---

function isOpen({ received, isCancelled, enclosures }: SignalWait): boolean {
  return received === undefined && isCancelled !== true && enclosures?.some(isLeft) !== true;
}
