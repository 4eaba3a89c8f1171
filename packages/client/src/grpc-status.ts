import { isTfnError } from '@tfn/core';
import { clientError } from './errors.ts';

/** gRPC's status codes that mean something to us. */
const CODES = {
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  UNIMPLEMENTED: 12,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** What gRPC says of a call that failed. */
export interface GrpcStatus {
  readonly code: number;
  readonly details: string;
}

/** The gRPC status within an error or its causes. */
export function findGrpcStatus(error: unknown): GrpcStatus | undefined {
  for (const link of causesOf(error))
    if ('code' in link && typeof link.code === 'number' && 'details' in link)
      return { code: link.code, details: String(link.details) };
  return undefined;
}

/** Whether an error is, or was caused by, a gRPC status. */
export function isGrpcCode(error: unknown, name: keyof typeof CODES): boolean {
  return findGrpcStatus(error)?.code === CODES[name];
}

/** An error and its causes, outermost first. */
export function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let link = error; link instanceof Error && !chain.includes(link); link = link.cause) chain.push(link);
  return chain;
}

/** Errors of the SDK are told by name, which holds for every copy of it. */
export function isNamed(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}

/** What the errors of the transport need to know. */
export interface TransportContext {
  readonly address: string;
  readonly namespace: string;
  readonly seconds: number;
  /** The call was to end by the connect timeout. */
  readonly bounded: boolean;
  readonly lastFailure: GrpcStatus | undefined;
}

/** What is wrong between us and Temporal, in our words; any other error as it is. */
export function toTransportError(
  error: unknown,
  { address, namespace, seconds, bounded, lastFailure }: TransportContext,
): unknown {
  if (isTfnError(error)) return error;
  if (isNamed(error, 'NamespaceNotFoundError'))
    return clientError('TFN_NAMESPACE_NOT_FOUND', { namespace, address }, error);
  const status = findGrpcStatus(error);
  if (status === undefined) return error;
  const late = bounded && status.code === CODES.DEADLINE_EXCEEDED;
  if (status.code === CODES.UNAVAILABLE || late) {
    const reason = trimEnd((late ? lastFailure?.details : undefined) ?? status.details);
    return clientError('TFN_TEMPORAL_UNREACHABLE', { address, seconds, reason }, error);
  }
  if (status.code === CODES.UNAUTHENTICATED || status.code === CODES.PERMISSION_DENIED)
    return clientError('TFN_AUTH_DENIED', { namespace, address, reason: trimEnd(status.details) }, error);
  return error;
}

/** Messages of others end with or without a full stop; ours add their own. */
export function trimEnd(message: string): string {
  return message.trim().replace(/\.$/, '');
}
