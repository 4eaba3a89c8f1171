import type { HttpAcknowledgement, HttpRequest, HttpUnverified } from '@tfn/core';
import { assertHarmless, parseJson } from '../requests/read-json.ts';

/** Verifies the signature of a webhook: an `HttpVerifier` that needs only the headers and the bytes of a request. */
export interface WebhookVerifier {
  (request: Pick<HttpUnverified, 'headers' | 'rawBody'>): Promise<boolean>;
  readonly eventId?: (request: HttpRequest) => string | undefined;
  readonly event?: (request: HttpRequest) => unknown;
  readonly handshake?: (request: HttpRequest) => unknown;
  readonly acknowledgement?: HttpAcknowledgement;
}

/** The JSON value of bytes, whatever their media type. @throws {HttpProblem} body-malformed */
export function jsonIn(bytes: Uint8Array): unknown {
  const value = parseJson(new TextDecoder().decode(bytes));
  assertHarmless(value);
  return value;
}

/** A field of a body, if it is a text. */
export function textIn(body: unknown, ...path: readonly string[]): string | undefined {
  let value: unknown = body;
  for (const name of path)
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined;
  return typeof value === 'string' ? value : undefined;
}
