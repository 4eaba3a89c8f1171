import type { HttpRequest } from '@tfn/core';
import type { HttpCall } from './call.ts';
import { isHttpProblem, problem } from '../replies/problem.ts';
import { readQuery } from './query.ts';
import { assertHarmless, readJson } from './read-json.ts';
import type { Params } from '../routes/endpoint.ts';

/** Options of `readRequest`. */
export interface ReadOptions {
  readonly params: Params;
  readonly bodyLimit: number;
  /** The body of GET and HEAD has no meaning. */
  readonly readsBody: boolean;
}

/**
 * Reads the request that a route's callbacks and its target receive.
 * @throws {HttpProblem} request-malformed, body-malformed, body-too-large, media-type-unsupported
 */
export async function readRequest(
  call: HttpCall,
  { params, bodyLimit, readsBody }: ReadOptions,
): Promise<HttpRequest & { readonly params: Params }> {
  const { method, path, headers, raw } = call;
  const rawBody = readsBody && call.parsedBody === undefined ? await readBody(call, bodyLimit) : new Uint8Array();
  const body = call.parsedBody === undefined ? readJson(rawBody, headers) : call.parsedBody.value;
  if (call.parsedBody !== undefined) assertHarmless(body);
  return {
    method,
    path,
    params: params as Record<string, string>,
    query: readQuery(call.search),
    headers,
    body,
    rawBody,
    raw,
  };
}

// --- internal ---

async function readBody(call: HttpCall, limit: number): Promise<Uint8Array> {
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
