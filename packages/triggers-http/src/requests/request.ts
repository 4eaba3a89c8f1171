import type { HttpRequest, HttpUnverified } from '@tfn/core';
import type { HttpCall } from './call.ts';
import { isHttpProblem, problem } from '../replies/problem.ts';
import { readQuery } from './query.ts';
import { readBody } from './read-body.ts';
import type { Accepted } from './read-body.ts';
import { assertHarmless } from './read-json.ts';
import type { Params } from '../routes/endpoint.ts';

/** A request whose body has not been parsed. */
export interface Received {
  /** What a verifier sees. */
  readonly unverified: HttpUnverified;
  readonly params: Params;
  /** The body, if earlier middleware has parsed it. */
  readonly parsed: { readonly value: unknown } | undefined;
  /** Whether `rawBody` is what the client sent. */
  readonly isRaw: boolean;
}

/** Options of `receive`. */
export interface ReceiveOptions {
  readonly params: Params;
  readonly bodyLimit: number;
  /** The body of GET and HEAD has no meaning. */
  readonly readsBody: boolean;
}

/**
 * Reads the bytes of a request.
 * @throws {HttpProblem} request-malformed, body-too-large
 */
export async function receive(call: HttpCall, { params, bodyLimit, readsBody }: ReceiveOptions): Promise<Received> {
  const { method, path, headers, raw, parsedBody } = call;
  const kept = readsBody ? parsedBody?.rawBody : undefined;
  if (kept !== undefined && kept.byteLength > bodyLimit) throw bodyTooLarge(bodyLimit);
  const rawBody = kept ?? (readsBody && parsedBody === undefined ? await readBytes(call, bodyLimit) : new Uint8Array());
  return {
    unverified: { method, path, headers, raw, rawBody, query: readQuery(call.search) },
    params,
    parsed: parsedBody !== undefined && 'value' in parsedBody ? { value: parsedBody.value } : undefined,
    isRaw: parsedBody === undefined || kept !== undefined,
  };
}

/**
 * Makes the request that a route's callbacks and its target receive: parses the body.
 * @throws {HttpProblem} body-malformed, media-type-unsupported
 */
export function toRequest(received: Received, accepted: Accepted): HttpRequest & { readonly params: Params } {
  const { parsed, unverified, params } = received;
  const { rawBody, headers } = unverified;
  const body = parsed === undefined ? readBody(rawBody, headers, accepted) : parsed.value;
  if (parsed !== undefined) assertHarmless(body);
  return { ...unverified, params: params as Record<string, string>, body };
}

// --- internal ---

async function readBytes(call: HttpCall, limit: number): Promise<Uint8Array> {
  if (Number(call.headers['content-length']) > limit) throw bodyTooLarge(limit);
  try {
    return await call.readBody(limit);
  } catch (error) {
    if (isHttpProblem(error)) throw error;
    throw problem('request-malformed', { detail: 'It ended before its body was complete.' });
  }
}

/** Makes the problem of a body that exceeds the limit, in bytes. */
export function bodyTooLarge(limit: number): Error {
  return problem('body-too-large', { detail: `The limit is ${limit} bytes.` });
}
