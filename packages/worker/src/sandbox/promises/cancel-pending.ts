/**
 * Cancels a single timer, activity or child of the running workflow. A scope of its own would cost each of them several promises.
 * A completed one is left alone. A local activity that waits for its next attempt is not found.
 */
import { cancelBySeq, parentsOf } from '../sdk/activator.ts';
import type { Cancellable } from '../sdk/activator.ts';

/** Notes what a promise stands for; `seq` as `nextSeq` returned it. */
export function notePending<TPromise extends Promise<unknown>>(
  promise: TPromise,
  kind: Cancellable,
  seq: number,
): TPromise {
  pending.set(promise, { kind, seq });
  return promise;
}

/** Notes how to cancel something by its promise. */
export function cancellableBy<TPromise extends Promise<unknown>>(promise: TPromise, cancel: () => void): TPromise {
  pending.set(promise, cancel);
  return promise;
}

/** Cancels what a promise stands for, or what the promises stand for that it waits for, such as those of a `Promise.all`. */
export function cancelPending(promise: Promise<unknown>): void {
  const known = pending.get(promise);
  if (typeof known === 'function') known();
  else if (known !== undefined) cancelBySeq(known.kind, known.seq);
  else for (const parent of parentsOf(promise)) cancelPending(parent);
}

// --- internal ---

const pending = new WeakMap<Promise<unknown>, { readonly kind: Cancellable; readonly seq: number } | (() => void)>();
