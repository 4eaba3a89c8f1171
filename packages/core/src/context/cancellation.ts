/**
 * What the cancellation of its scope does to a function. 'try-cancel': it is requested, and the call rejects immediately.
 * 'wait-cancellation-completed': it is requested, and the call waits for how the function ends. 'abandon': the call rejects immediately, and the
 * function is not notified.
 * Maps to Temporal's ActivityCancellationType.
 */
export type FunctionCancellationType = (typeof FUNCTION_CANCELLATION_TYPES)[number];

/**
 * What the cancellation of its scope does to a child workflow: as for a function. 'wait-cancellation-requested' is to wait until the child has
 * received the request; up to version 1.24, Temporal's SDK waits until the child has ended. Maps to Temporal's ChildWorkflowCancellationType.
 */
export type ChildCancellationType = FunctionCancellationType | 'wait-cancellation-requested';

/** The values that a function's option may have. */
export const FUNCTION_CANCELLATION_TYPES = ['try-cancel', 'wait-cancellation-completed', 'abandon'] as const;

/** A part of a workflow that can be cancelled alone. Maps to Temporal's CancellationScope. */
export interface Scope {
  /** Cancels what the scope's body has started and starts from now on. Its steps reject with Temporal's CancelledFailure, or with a failure that it caused. */
  cancel(): void;
  /** Whether it is cancelled: by `cancel`, by its timeout, or with the workflow. */
  readonly isCancelled: boolean;
}
