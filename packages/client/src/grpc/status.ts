import { causesOf, isErrorLike } from '@tfn/core/internal';
import { SILENCE } from '../errors/call-errors.ts';
import type { CallStatus } from '../errors/call-errors.ts';
import { isNamed } from '../errors/foreign-errors.ts';
import { CallTimedOut } from '../transport.ts';

/** The gRPC status codes that we handle. */
const CODES = {
  CANCELLED: 1,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  UNIMPLEMENTED: 12,
  UNAVAILABLE: 14,
} as const;

/** How gRPC reports a failed call. */
export interface GrpcStatus {
  readonly code: number;
  readonly details: string;
}

/** Whether an error is, or was caused by, a gRPC status. */
export function isGrpcCode(error: unknown, name: keyof typeof CODES): boolean {
  return findGrpcStatus(error)?.code === CODES[name];
}

/** Whether a status says that there was no connection. */
export function isConnectFailure({ code }: { readonly code: number }): boolean {
  return code === CODES.UNAVAILABLE;
}

/** Who had to answer within the connect timeout, and why Temporal was last unreachable. */
export interface CallBounds {
  readonly answerer: 'temporal' | 'worker' | 'workflow';
  readonly lastFailure: GrpcStatus | undefined;
}

/** Reads the status from an error of Temporal's SDK or of gRPC. Undefined for any other error. */
export function toCallStatus(error: unknown, { answerer, lastFailure }: CallBounds): CallStatus | undefined {
  if (answerer !== 'workflow' && isLate(error))
    return answerer === 'worker'
      ? { code: CODES.DEADLINE_EXCEEDED, message: '' }
      : { code: CODES.UNAVAILABLE, message: lastFailure?.details ?? SILENCE };
  if (!isErrorLike(error)) return undefined;
  const { message } = error;
  if (isNamed(error, 'NamespaceNotFoundError')) return { code: CODES.NOT_FOUND, message, noNamespace: true };
  if (isNamed(error, 'WorkflowNotFoundError')) return { code: CODES.NOT_FOUND, message };
  if (isNamed(error, 'WorkflowExecutionAlreadyStartedError')) return { code: CODES.ALREADY_EXISTS, message };
  if (isNamed(error, 'QueryNotRegisteredError') || isNamed(error, 'QueryRejectedError')) return { code: 3, message };
  const status = findGrpcStatus(error);
  return status && { code: status.code, message: status.details };
}

// --- internal ---

/** Finds the gRPC status in an error or its causes. */
function findGrpcStatus(error: unknown): GrpcStatus | undefined {
  for (const link of causesOf(error))
    if ('code' in link && typeof link.code === 'number' && 'details' in link)
      return { code: link.code, details: String(link.details) };
  return undefined;
}

/** Whether the call timed out, by our clock, by gRPC's, or by the server's, which then cancels the call. */
function isLate(error: unknown): boolean {
  return error instanceof CallTimedOut || isGrpcCode(error, 'DEADLINE_EXCEEDED') || isGrpcCode(error, 'CANCELLED');
}
