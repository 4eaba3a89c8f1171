import { isTfnError } from '../tfn-error.ts';

/**
 * Recognises what a cancellation throws: in a workflow Temporal's CancelledFailure, and the failure of a function or child that was cancelled; in
 * a function also the AbortError of a call that received `ctx.signal`; of a client TFN_WORKFLOW_CANCELLED. Errors are recognised by name, so
 * those of another realm or another copy of the SDK are too.
 * @example if (isCancellation(error)) await ctx.shield(() => ctx.run(release, order));
 */
export function isCancellation(error: unknown): boolean {
  try {
    if (isTfnError(error)) return error.code === 'TFN_WORKFLOW_CANCELLED';
    const { name, cause } = error as { name?: unknown; cause?: { name?: unknown } };
    return CANCELLED.test(String(name)) || (CAUSED.test(String(name)) && cause?.name === 'CancelledFailure');
  } catch {
    // Anything can be thrown: null, or an object whose properties throw.
    return false;
  }
}

// --- internal ---

const CANCELLED = /^(CancelledFailure|AbortError)$/;

/** These are cancellations when their cause is one. */
const CAUSED = /^((Activity|ChildWorkflow|NexusOperation)Failure|WorkflowFailedError)$/;
