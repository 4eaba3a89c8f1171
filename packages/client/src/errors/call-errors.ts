import type { TfnError } from '@tfn/core';
import { isTfnError } from '@tfn/core';
import { unserializableError } from '@tfn/core/internal';
import { callError } from './transport-errors.ts';
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
  readonly name?: string;
  /** The name of a query. */
  readonly query?: string | undefined;
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
  const { inputs = [], ...about } = subject;
  if (isTfnError(error)) return error;
  if (!status) return findUnsendable(inputs, error) ?? error;
  const said = toReason(status.message);
  const isLate = about.query !== undefined && status.code === 4;
  const [, known] = /did not register a handler.*\[(.*)\]/s.exec(said) ?? [];
  const details = {
    ...place,
    ...about,
    reason: isLate ? 'no worker of its task queue answered in time' : said,
    ...(known !== undefined && { known: known.split(/[\s,]+/).filter((name) => /^(?!__)./.test(name)) }),
  };
  return callError(codeOf(status, details), details as DetailsOfAny, error);
}

/** The error of an input that no converter can send. */
export function findUnsendable(inputs: readonly CallInput[], cause?: unknown): TfnError | undefined {
  for (const { what, value } of inputs) {
    const found = unserializableError({ kind: 'input', what, value }, cause);
    if (found) return found;
  }
  return undefined;
}

// --- internal ---

/** Of every error that `codeOf` may choose. */
type DetailsOfAny = CallPlace &
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
