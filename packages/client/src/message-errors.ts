import type { TfnError } from '@tfn/core';
import { isTfnError } from '@tfn/core';
import { unserializableError } from '@tfn/core/internal';
import { clientError } from './errors.ts';
import { causesOf, findGrpcStatus, isLate, isNamed, toReason } from './grpc-status.ts';
import { explainFailure } from './workflow-failure.ts';

/** What a call was about, for its errors. */
export interface CallSubject {
  /** Completes "refused to …", such as "signal 'order-1' with 'cancel'". */
  readonly action: string;
  readonly workflowId: string;
  /** What goes out with it. */
  readonly inputs: readonly CallInput[];
}

/** One value that goes out with a call; `what` names whose input it is. */
export interface CallInput {
  readonly what: string;
  readonly value: unknown;
}

/** Sees to what no converter can send, and the usual one would send as nothing. @throws {TfnError} TFN_INPUT_UNSERIALIZABLE */
export function assertSendable(inputs: readonly CallInput[]): void {
  const found = findUnsendable(inputs.filter(({ value }) => typeof value === 'function' || typeof value === 'symbol'));
  if (found !== undefined) throw found;
}

/** What any call about a workflow may reject with, in our words; any other error as it is. */
export function toCallError(error: unknown, { action, workflowId, inputs }: CallSubject, namespace: string): unknown {
  if (isTfnError(error)) return error;
  if (isNamed(error, 'WorkflowNotFoundError'))
    return /already completed/.test(error.message)
      ? clientError('TFN_WORKFLOW_ENDED', { workflowId, action }, error)
      : clientError('TFN_WORKFLOW_NOT_FOUND', { workflowId, namespace }, error);
  const status = findGrpcStatus(error);
  if (status === undefined) return isNamed(error, 'ValueError') ? (findUnsendable(inputs, error) ?? error) : error;
  const reason = toReason(status.details);
  return /exceeds (size )?limit|larger than max|too large/i.test(reason)
    ? clientError('TFN_PAYLOAD_TOO_LARGE', { action, reason }, error)
    : clientError('TFN_REQUEST_REFUSED', { action, reason }, error);
}

/** What a query may reject with beside that. */
export function toQueryError(error: unknown, { query, workflowId }: { query: string; workflowId: string }): unknown {
  if (isTfnError(error) || isNamed(error, 'WorkflowNotFoundError')) return error;
  if (isNamed(error, 'QueryNotRegisteredError')) {
    const known = /did not register a handler.*\[(.*)\]/s.exec(error.message)?.[1];
    if (known === undefined)
      return clientError('TFN_QUERY_FAILED', { query, workflowId, reason: toReason(error.message) }, error);
    const names = known.split(/[\s,]+/).filter((name) => name !== '' && !name.startsWith('__'));
    return clientError('TFN_QUERY_UNKNOWN', { query, workflowId, known: names }, error);
  }
  if (isNamed(error, 'QueryRejectedError'))
    return clientError('TFN_QUERY_FAILED', { query, workflowId, reason: toReason(error.message) }, error);
  const status = findGrpcStatus(error);
  const late = isLate(error);
  if (status === undefined && !late) return error;
  const reason = late ? 'no worker of its task queue answered in time' : toReason(status?.details ?? '');
  return clientError('TFN_QUERY_FAILED', { query, workflowId, reason }, error);
}

/** What an update rejects with when it failed; `wasAccepted` asks Temporal whether the workflow had accepted it. */
export async function toUpdateError(
  error: unknown,
  { update, workflowId }: { update: string; workflowId: string },
  wasAccepted: () => Promise<boolean>,
): Promise<unknown> {
  if (!isNamed(error, 'WorkflowUpdateFailedError')) return error;
  const details = { update, workflowId };
  if (causesOf(error.cause)[0]?.message.startsWith('No registered handler for update') === true)
    return clientError('TFN_UPDATE_UNKNOWN', details, error);
  const { reason } = explainFailure(error.cause);
  return clientError(
    (await wasAccepted()) ? 'TFN_UPDATE_FAILED' : 'TFN_UPDATE_REJECTED',
    { ...details, reason },
    error,
  );
}

// --- internal ---

function findUnsendable(inputs: readonly CallInput[], cause?: unknown): TfnError | undefined {
  for (const { what, value } of inputs) {
    const found = unserializableError({ kind: 'input', what, value }, cause);
    if (found !== undefined) return found;
  }
  return undefined;
}
