import { isTfnError } from '@tfn/core';
import { clientError } from './errors.ts';

/** gRPC's status codes that mean something to us. */
const CODES = {
  DEADLINE_EXCEEDED: 4,
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

/** A call did not end within its time. */
export class CallTimedOut extends Error {}

/** Whether time was up, by our clock or by gRPC's. */
export function isLate(error: unknown): boolean {
  return error instanceof CallTimedOut || isGrpcCode(error, 'DEADLINE_EXCEEDED');
}

/** Whether a status says that there was nobody to talk to. */
export function isConnectFailure({ code }: { readonly code: number }): boolean {
  return code === CODES.UNAVAILABLE;
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
  if (bounded && isLate(error)) {
    const reason =
      lastFailure === undefined ? 'it keeps silent, as a server does that wants TLS' : toReason(lastFailure.details);
    return clientError('TFN_TEMPORAL_UNREACHABLE', { address, seconds, reason }, error);
  }
  if (status === undefined) return error;
  if (isConnectFailure(status))
    return clientError('TFN_TEMPORAL_UNREACHABLE', { address, seconds, reason: toReason(status.details) }, error);
  if (status.code === CODES.UNAUTHENTICATED || status.code === CODES.PERMISSION_DENIED)
    return clientError('TFN_AUTH_DENIED', { namespace, address, reason: toReason(status.details) }, error);
  return error;
}

/** The words of others as part of ours: without a full stop, and without what gRPC puts around a socket's error. */
export function toReason(message: string): string {
  const inner = /Last error: (?:Error: )?(.*?)\.? Resolution note:/s.exec(message)?.[1] ?? message;
  return inner.trim().replace(/\.$/, '');
}
