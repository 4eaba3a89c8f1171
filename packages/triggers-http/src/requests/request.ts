import type { HttpRequest } from '@tfn/core';
import type { HttpCall } from './call.ts';
import { isHttpProblem, problem } from '../replies/problem.ts';
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

/** The path and query parameters as one object, or undefined when there are none. */
export function toParameters({ query, params }: Pick<HttpRequest, 'query' | 'params'>): unknown {
  const all = { ...query, ...params };
  return Object.keys(all).length === 0 ? undefined : all;
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

function readQuery(search: string): HttpRequest['query'] {
  const query: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    if (name === '__proto__') throw problem('request-malformed', { detail: "The query has a parameter '__proto__'." });
    const before = Object.hasOwn(query, name) ? query[name] : undefined;
    query[name] = before === undefined ? value : [before, value].flat();
  }
  return query;
}
