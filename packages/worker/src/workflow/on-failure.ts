import type { AnyFunctionDef, WorkflowFailureInfo } from '@tfn/core';
import { ApplicationFailure, CancellationScope, log, rootCause, workflowInfo } from '@temporalio/workflow';
import { runFunction } from './run-function.ts';

/** Runs a workflow's `onFailure` when Temporal will not retry the workflow; that it fails in turn is logged. */
export async function runOnFailure(onFailure: AnyFunctionDef, failure: unknown, input: unknown): Promise<void> {
  if (willRetry(failure)) return;
  const { workflowId, runId, workflowType } = workflowInfo();
  const info: WorkflowFailureInfo = { workflowId, runId, workflowType, input, error: describeFailure(failure) };
  try {
    await CancellationScope.nonCancellable(() => runFunction(onFailure, [info]));
  } catch (error) {
    log.error('onFailure failed', { function: onFailure.name, error });
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

function describeFailure(failure: unknown): WorkflowFailureInfo['error'] {
  const type =
    failure instanceof ApplicationFailure
      ? (failure.type ?? undefined)
      : failure instanceof Error
        ? failure.name
        : undefined;
  return { message: rootCause(failure) ?? String(failure), type };
}
