import type { TfnError } from '@tfn/core';
import { isTfnError } from '@tfn/core';
import { unserializableError } from '@tfn/core/internal';
import { clientError } from './errors.ts';
import { toReason } from './error-chain.ts';

/** What a call was about, for its errors. */
export interface CallSubject {
  /** Completes "refused to …", such as "signal 'order-1' with 'cancel'". */
  readonly action: string;
  /** None of a list. */
  readonly workflowId?: string;
  /** What goes out with it. */
  readonly inputs?: readonly CallInput[];
  /** The name of what a start starts. */
  readonly starts?: string;
  /** The name of a query. */
  readonly query?: string;
}

/** One value that goes out with a call; `what` names whose input it is. */
export interface CallInput {
  readonly what: string;
  readonly value: unknown;
}

/** What Temporal said of a call that failed, over either transport. */
export interface CallStatus {
  /** gRPC's. Nobody to talk to is 14, a worker that did not answer in time 4. */
  readonly code: number;
  readonly message: string;
  readonly noNamespace?: boolean;
}

/** Where a call went. */
export interface CallPlace {
  readonly address: string;
  readonly namespace: string;
  /** The connect timeout. */
  readonly seconds: number;
}

/** Why there is no answer, when nothing else is known. */
export const SILENCE = 'it keeps silent, as a server does that wants TLS';

/** What any call may reject with, in our words; an error for which Temporal is not to blame, as it is. */
export function toCallError(
  error: unknown,
  status: CallStatus | undefined,
  { subject, place }: { subject: CallSubject; place: CallPlace },
): unknown {
  const { action, workflowId = '', inputs = [], starts, query } = subject;
  const { address, namespace, seconds } = place;
  if (isTfnError(error)) return error;
  if (status === undefined) return findUnsendable(inputs, error) ?? error;
  const { code, message } = status;
  const reason = toReason(message);
  if (code === 14 || (code === 4 && query === undefined))
    return clientError('TFN_TEMPORAL_UNREACHABLE', { address, seconds, reason }, error);
  if (code === 7 || code === 16) return clientError('TFN_AUTH_DENIED', { namespace, address, reason }, error);
  if (status.noNamespace === true) return clientError('TFN_NAMESPACE_NOT_FOUND', { namespace, address }, error);
  if (code === 5)
    return message.includes('already completed')
      ? clientError('TFN_WORKFLOW_ENDED', { workflowId, action }, error)
      : clientError('TFN_WORKFLOW_NOT_FOUND', { workflowId, namespace }, error);
  if (code === 6 && starts !== undefined)
    return clientError('TFN_WORKFLOW_EXISTS', { workflowId, name: starts }, error);
  if (query !== undefined) return toQueryError(error, { query, workflowId, code, reason });
  return /exceeds (size )?limit|larger than max|too large/i.test(reason)
    ? clientError('TFN_PAYLOAD_TOO_LARGE', { action, reason }, error)
    : clientError('TFN_REQUEST_REFUSED', { action, reason }, error);
}

/** The error of an input that no converter can send. */
export function findUnsendable(inputs: readonly CallInput[], cause?: unknown): TfnError | undefined {
  for (const { what, value } of inputs) {
    const found = unserializableError({ kind: 'input', what, value }, cause);
    if (found !== undefined) return found;
  }
  return undefined;
}

// --- internal ---

function toQueryError(
  error: unknown,
  { query, workflowId, code, reason }: { query: string; workflowId: string; code: number; reason: string },
): TfnError {
  const known = /did not register a handler.*\[(.*)\]/s.exec(reason)?.[1];
  if (known === undefined)
    return clientError(
      'TFN_QUERY_FAILED',
      { query, workflowId, reason: code === 4 ? 'no worker of its task queue answered in time' : reason },
      error,
    );
  const names = known.split(/[\s,]+/).filter((name) => name !== '' && !name.startsWith('__'));
  return clientError('TFN_QUERY_UNKNOWN', { query, workflowId, known: names }, error);
}
