import type { AnyFunctionDef, WorkflowFailureInfo } from '@tfn/core';
import { ApplicationFailure, CancellationScope, log, workflowInfo } from '@temporalio/workflow';
import { toFailure } from '../context/failure.ts';
import { runFunction } from '../context/run-function.ts';

/** Runs a workflow's `onFailure` when Temporal will not retry the workflow; an error of its own is logged. */
export async function runOnFailure(onFailure: AnyFunctionDef, failure: unknown, input: unknown): Promise<void> {
  if (willRetry(failure)) return;
  const { workflowId, runId, workflowType } = workflowInfo();
  const info: WorkflowFailureInfo = { workflowId, runId, workflowType, input, error: describeFailure(failure) };
  try {
    await CancellationScope.nonCancellable(() => runFunction(onFailure, info));
  } catch (error) {
    log.error('onFailure failed', { function: onFailure.name, error: toFailure(error) });
  }
}

// --- internal ---

function willRetry(failure: unknown): boolean {
  const { retryPolicy, attempt } = workflowInfo();
  if (
    retryPolicy === undefined ||
    (retryPolicy.maximumAttempts !== undefined &&
      retryPolicy.maximumAttempts > 0 &&
      attempt >= retryPolicy.maximumAttempts)
  )
    return false;
  if (!(failure instanceof ApplicationFailure)) return true;
  return failure.nonRetryable !== true && !retryPolicy.nonRetryableErrorTypes?.includes(failure.type ?? '');
}

/** The root cause: a function's own error rather than the failure of its call. */
function describeFailure(failure: unknown): WorkflowFailureInfo['error'] {
  let root = failure;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  if (!(root instanceof Error)) return { message: String(root), type: undefined };
  return { message: root.message, type: root instanceof ApplicationFailure ? (root.type ?? undefined) : root.name };
}
