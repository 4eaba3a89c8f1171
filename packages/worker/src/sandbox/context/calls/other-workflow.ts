import type { AnyMessageDef } from '@tfn/core';
import { coreErrors, defineErrors, describe, messageName } from '@tfn/core/internal';
import { getExternalWorkflowHandle } from '@temporalio/workflow';

/** Sends a signal to another workflow. @throws {TfnError} TFN_TARGET_INVALID */
export function signalOther(workflowId: string, signal: string | AnyMessageDef, ...payload: unknown[]): Promise<void> {
  assertWorkflowId('ctx.signal', workflowId);
  return getExternalWorkflowHandle(workflowId).signal(messageName(signal), ...payload);
}

/** Requests the cancellation of another workflow. @throws {TfnError} TFN_TARGET_INVALID */
export function cancelOther(workflowId: string): Promise<void> {
  assertWorkflowId('ctx.cancel', workflowId);
  return getExternalWorkflowHandle(workflowId).cancel();
}

// --- internal ---

const coreError = defineErrors(coreErrors);

/** Temporal refuses a command without an id, and would fail the workflow's task again and again. */
function assertWorkflowId(call: string, workflowId: unknown): void {
  if (typeof workflowId === 'string' && workflowId !== '') return;
  throw coreError('TFN_TARGET_INVALID', { call, got: describe(workflowId), targets: ["workflow's id"] });
}
