import type { HttpHeaders } from '@tfn/core';

/** A request, as an adapter passes it on. */
export interface HttpCall {
  readonly method: string;
  /** Below the mount point, still encoded, without the query. */
  readonly path: string;
  /** Without the question mark. */
  readonly search: string;
  /** The prefix of `path` in the URLs that we make: '' or, for example, '/v1'. */
  readonly mount: string;
  readonly headers: HttpHeaders;
  /** @throws {HttpProblem} body-too-large */
  readBody(limit: number): Promise<Uint8Array>;
  /** The body, if earlier middleware such as express.json() has read and parsed it. */
  readonly parsedBody?: { readonly value: unknown };
  /** Aborted when the client disconnects. */
  readonly gone: AbortSignal;
  readonly raw: unknown;
}

/** Splits a request target, in origin or absolute form. */
export function splitUrl(url: string): { path: string; search: string } {
  const target = url.startsWith('/') ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '');
  const [before = '', ...after] = (target.split('#', 1)[0] ?? '').split('?');
  return { path: before === '' ? '/' : before, search: after.join('?') };
}

/** Joins the values of repeated headers. */
export function toHeaders(headers: Readonly<Record<string, string | readonly string[] | undefined>>): HttpHeaders {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'object' ? value.join(', ') : value,
  ]);
  return Object.fromEntries(entries) as HttpHeaders;
}
