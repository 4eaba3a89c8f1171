import type { TfnError, ValuesMode } from '@tfn/core';
import { isTfnError } from '@tfn/core';
import { unserializableError, workflowExistsError } from '@tfn/core/internal';
import type { SentHow } from '@tfn/core/internal';
import { callError } from './transport-errors.ts';
import { toReason } from './foreign-errors.ts';

/** Describes a call, for its errors. */
export interface CallSubject {
  /** Completes "refused to …", such as "signal 'order-1' with 'cancel'". */
  readonly action: string;
  /** Undefined for a list. */
  readonly workflowId?: string;
  /** The values that the call sends. */
  readonly inputs?: readonly CallInput[];
  /** For a start: the name of the function or workflow. */
  readonly name?: string;
  /** For a query: its name. */
  readonly query?: string | undefined;
}

/** One value that a call sends; `what` names whose input it is. */
export interface CallInput {
  readonly what: string;
  /** @default 'input' */
  readonly part?: 'memo';
  readonly value: unknown;
}

/** How Temporal rejected a call, over either transport. */
export interface CallStatus {
  /** The gRPC status code: 14 when there was no connection, 4 when a worker did not answer in time. */
  readonly code: number;
  readonly message: string;
  readonly noNamespace?: boolean;
}

/** The destination of a call. */
export interface CallDestination {
  readonly address: string;
  readonly namespace: string;
  /** The connect timeout. */
  readonly seconds: number;
}

/** The reason of a missing answer when nothing else is known. */
export const SILENCE = 'it does not respond, as a server that requires TLS';

/** Turns the rejection of any call into our error; errors that did not come from Temporal are returned unchanged. */
export function toCallError(
  error: unknown,
  status: CallStatus | undefined,
  {
    subject,
    destination,
    values,
  }: { subject: CallSubject; destination: CallDestination; values?: ValuesMode | undefined },
): unknown {
  const { inputs = [], ...about } = subject;
  if (isTfnError(error)) return sizeError(error, subject);
  if (!status) return (isOfConverter(error) && findUnsendable(inputs, { mode: values, cause: error })) || error;
  const reported = toReason(status.message);
  const isLate = about.query !== undefined && status.code === 4;
  const [, known] = /did not register a handler.*\[(.*)\]/s.exec(reported) ?? [];
  const details = {
    ...destination,
    ...about,
    reason: isLate ? 'no worker of its task queue answered in time' : reported,
    ...(known !== undefined && { known: known.split(/[\s,]+/).filter((name) => /^(?!__)./.test(name)) }),
  };
  const code = codeOf(status, details);
  return code === 'TFN_WORKFLOW_EXISTS'
    ? workflowExistsError(details as DetailsOfAny, error)
    : callError(code, details as DetailsOfAny, error);
}

/** Returns the error for the first input that no converter can send. */
export function findUnsendable(inputs: readonly CallInput[], how: SentHow = {}): TfnError | undefined {
  for (const input of inputs) {
    const found = unserializableError({ kind: 'input', ...input }, how);
    if (found) return found;
  }
  return undefined;
}

/** Names the value that was too large to be sent: the largest of the call's. Returns any other error unchanged. */
export function sizeError(error: unknown, { action, inputs = [] }: Pick<CallSubject, 'action' | 'inputs'>): unknown {
  if (!isTfnError(error) || error.code !== 'TFN_PAYLOAD_TOO_LARGE' || inputs.length === 0) return error;
  const [{ what, part = 'input' }] = [...inputs].sort((a, b) => lengthOf(b.value) - lengthOf(a.value)) as [CallInput];
  const { size, limit } = error.details as { size: number; limit: number };
  return callError('TFN_PAYLOAD_TOO_LARGE', { action, what: `the ${part} of ${what}`, size, limit });
}

// --- internal ---

/** Whether a converter refused a value, rather than a codec or the network. */
function isOfConverter(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ValueError' || error.name === 'TypeError');
}

/** About the size of a value, once it is encoded. */
function lengthOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  try {
    return (JSON.stringify(value) as string | undefined)?.length ?? 0;
  } catch {
    // It cannot be sent, so it was not measured.
    return 0;
  }
}

/** The details of all errors that `codeOf` may choose. */
type DetailsOfAny = CallDestination &
  Required<Omit<CallSubject, 'inputs' | 'query'>> & { query: string; reason: string; known: readonly string[] };

function codeOf(
  { code, message, noNamespace }: CallStatus,
  { name, query, reason, known }: Pick<CallSubject, 'name' | 'query'> & { reason: string; known?: readonly string[] },
): CallErrorCode {
  if (code === 14 || (code === 4 && query === undefined)) return 'TFN_TEMPORAL_UNREACHABLE';
  if (code === 7 || code === 16) return 'TFN_AUTH_DENIED';
  if (noNamespace) return 'TFN_NAMESPACE_NOT_FOUND';
  if (code === 5) return message.includes('already completed') ? 'TFN_WORKFLOW_ENDED' : 'TFN_WORKFLOW_NOT_FOUND';
  if (code === 6 && name !== undefined) return 'TFN_WORKFLOW_EXISTS';
  if (query !== undefined) return known ? 'TFN_QUERY_UNKNOWN' : 'TFN_QUERY_FAILED';
  return /exceeds (size )?limit|larger than max|too large/i.test(reason)
    ? 'TFN_PAYLOAD_TOO_LARGE'
    : 'TFN_REQUEST_REFUSED';
}

type CallErrorCode =
  | 'TFN_TEMPORAL_UNREACHABLE'
  | 'TFN_AUTH_DENIED'
  | 'TFN_NAMESPACE_NOT_FOUND'
  | 'TFN_WORKFLOW_ENDED'
  | 'TFN_WORKFLOW_NOT_FOUND'
  | 'TFN_WORKFLOW_EXISTS'
  | 'TFN_QUERY_UNKNOWN'
  | 'TFN_QUERY_FAILED'
  | 'TFN_PAYLOAD_TOO_LARGE'
  | 'TFN_REQUEST_REFUSED';
