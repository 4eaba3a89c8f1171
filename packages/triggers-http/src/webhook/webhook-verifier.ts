import type { HttpUnverified, HttpVerifier } from '@tfn/core';
import { parseJson } from '../requests/read-json.ts';

/** Verifies the signature of a webhook: an `HttpVerifier` that needs only the headers and the bytes of a request. */
export interface WebhookVerifier extends Pick<HttpVerifier, 'eventId' | 'event' | 'handshake' | 'acknowledgement'> {
  (request: Pick<HttpUnverified, 'headers' | 'rawBody'>): Promise<boolean>;
}

/** The JSON value of bytes, whatever their media type. @throws {HttpProblem} body-malformed */
export function jsonIn(bytes: Uint8Array): unknown {
  return parseJson(new TextDecoder().decode(bytes));
}

/** A field of a body, if it is a text. */
export function textIn(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return undefined;
  const value = (body as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}
