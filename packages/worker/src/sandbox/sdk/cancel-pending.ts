/**
 * Cancels a single timer, activity or child of the running workflow, as the SDK does when the scope of it is cancelled. A scope of its own would
 * cost each of them several promises.
 * A completed one is left alone. A local activity that waits for its next attempt is not found.
 */
import { CancelledFailure } from '@temporalio/workflow';
import { activator } from './activator.ts';

type Kind = 'timer' | 'activity' | 'localActivity' | 'childWorkflow';

/** The number that the next one of a kind gets: to be asked for just before it is started. */
export function nextSeq(kind: Kind): number {
  return activator().nextSeqs[kind === 'localActivity' ? 'activity' : kind];
}

/** Notes what a promise stands for. */
export function notePending<TPromise extends Promise<unknown>>(promise: TPromise, kind: Kind, seq: number): TPromise {
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
  else if (known !== undefined) cancel(known);
  else for (const parent of activator().promiseStackStore.childToParent.get(promise) ?? []) cancelPending(parent);
}

// --- internal ---

const pending = new WeakMap<Promise<unknown>, { readonly kind: Kind; readonly seq: number } | (() => void)>();

function cancel({ kind, seq }: { kind: Kind; seq: number }): void {
  const run = activator();
  const { timer, activity, childWorkflowComplete } = run.completions;
  if (kind === 'timer') {
    const completion = timer.get(seq);
    if (completion === undefined) return;
    timer.delete(seq);
    run.pushCommand({ cancelTimer: { seq } });
    completion.reject(new CancelledFailure('Timer cancelled'));
  } else if (kind === 'childWorkflow') {
    if (childWorkflowComplete.has(seq)) run.pushCommand({ cancelChildWorkflowExecution: { childWorkflowSeq: seq } });
  } else if (activity.has(seq))
    run.pushCommand(kind === 'activity' ? { requestCancelActivity: { seq } } : { requestCancelLocalActivity: { seq } });
}
