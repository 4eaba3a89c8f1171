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
  /** The body, if earlier middleware has read it: as express.json() parsed it, its bytes as express.raw() kept them, or both. */
  readonly parsedBody?: { readonly value?: unknown; readonly rawBody?: Uint8Array };
  /** Aborted when the client disconnects. */
  readonly gone: AbortSignal;
  readonly raw: unknown;
}

/** Splits a URL, or a request target in origin or absolute form, into path and query. */
export function splitUrl(url: string): { path: string; search: string } {
  return splitTarget(url.slice(originOf(url).length));
}

/** Splits a request target without its fragment. An absolute form keeps its origin in the path, for the finder to refuse. */
export function splitTarget(target: string): { path: string; search: string } {
  const [whole = ''] = target.split('#', 1);
  const end = whole.indexOf('?');
  const path = end === -1 ? whole : whole.slice(0, end);
  return { path: path === '' ? '/' : path, search: end === -1 ? '' : whole.slice(end + 1) };
}

/** The origin at the start of a URL or of a request target in absolute form; empty for an origin form. */
export function originOf(target: string): string {
  return target.startsWith('/') ? '' : (/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target)?.[0] ?? '');
}

/** Cuts a path behind its first segments: `mount` has them, `path` the rest. */
export function cutPath(whole: string, segments: number): { mount: string; path: string } {
  const origin = originOf(whole);
  let end = origin.length;
  for (let count = 0; count < segments && end < whole.length; count++) {
    const next = whole.indexOf('/', end + 1);
    end = next === -1 ? whole.length : next;
  }
  return { mount: whole.slice(origin.length, end), path: origin + (whole.slice(end) || '/') };
}

/** Joins the values of repeated headers. */
export function toHeaders(headers: Readonly<Record<string, string | readonly string[] | undefined>>): HttpHeaders {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'object' ? value.join(', ') : value,
  ]);
  return Object.fromEntries(entries) as HttpHeaders;
}
