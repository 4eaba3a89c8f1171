import type { AnyMessageDef } from '@tfn/core';
import { coreErrors, defineErrors, describe, findNameProblem } from '@tfn/core/internal';
import { condition, getExternalWorkflowHandle } from '@temporalio/workflow';
import { assertRoom, isStarting } from '../../limits/pending-limit.ts';
import { sending } from '../../limits/payload-limit.ts';
import { toSignalName } from './stored-names.ts';

/** Sends a signal to another workflow. @throws {TfnError} TFN_TARGET_INVALID, TFN_TOO_MANY_PENDING */
export function signalOther(workflowId: string, signal: string | AnyMessageDef, ...payload: unknown[]): Promise<void> {
  assertWorkflowId('ctx.signal', workflowId);
  const name = toSignalName(signal);
  assertRoom('signal');
  const handle = getExternalWorkflowHandle(workflowId);
  return sending(`the signal '${name}'`, () => handle.signal(name, ...payload));
}

/** Requests the cancellation of another workflow. @throws {TfnError} TFN_TARGET_INVALID, TFN_TOO_MANY_PENDING */
export async function cancelOther(workflowId: string): Promise<void> {
  assertWorkflowId('ctx.cancel', workflowId);
  // Temporal refuses a task that starts a child and cancels it by its id, again and again.
  if (isStarting(workflowId)) await condition(() => !isStarting(workflowId));
  assertRoom('cancel');
  await getExternalWorkflowHandle(workflowId).cancel();
}

// --- internal ---

const coreError = defineErrors(coreErrors);

/** Temporal refuses a command without an id, and would fail the workflow's task again and again. */
function assertWorkflowId(call: string, workflowId: unknown): void {
  if (!findNameProblem(workflowId)) return;
  throw coreError('TFN_TARGET_INVALID', { call, got: describe(workflowId), targets: ["workflow's id"] });
}
