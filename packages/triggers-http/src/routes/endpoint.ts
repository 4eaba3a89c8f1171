import type { HttpMiddleware } from '@tfn/core';
import { match } from 'path-to-regexp';
import { originOf } from '../requests/call.ts';
import type { HttpCall } from '../requests/call.ts';
import { assertPlainPath } from '../requests/plain-path.ts';
import { httpError } from '../errors.ts';
import { problem } from '../replies/problem.ts';
import type { HttpReply } from '../replies/reply.ts';

/** The decoded parameters of a path; a wildcard's is a list. */
export type Params = Readonly<Record<string, string | readonly string[]>>;

/** A user's route, or a route that this package adds. */
export interface Endpoint {
  readonly method: string;
  /** In the syntax of Express 5. */
  readonly path: string;
  /** The adapter runs it before the endpoint, in order. */
  readonly middleware: readonly HttpMiddleware[];
  /** A health probe: answered while stopping too, and neither measured nor traced. @default false */
  readonly isProbe?: boolean;
  serve(call: HttpCall, params: Params): Promise<HttpReply>;
}

/** The endpoint of a method and a path, or why there is none. */
export type Found =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint; readonly params: Params }
  /** The path has endpoints, but none for this method. */
  | { readonly kind: 'method'; readonly allow: string }
  | { readonly kind: 'nothing' };

/**
 * Finds the first endpoint of a method and path.
 * @throws {HttpProblem} request-malformed when the path of an endpoint is written in another way than its plain one
 */
export type FindEndpoint = (method: string, path: string) => Found;

/**
 * Compiles the paths, in Express 5's syntax. They match exactly, with regard to case and a slash at the end; a GET endpoint answers HEAD too.
 * @throws {TfnError} TFN_HTTP_ROUTE_INVALID
 */
export function createFinder(endpoints: readonly Endpoint[]): FindEndpoint {
  const compiled = endpoints.map((endpoint) => ({ endpoint, match: compile(endpoint) }));
  return (method, target) => {
    const path = target.slice(originOf(target).length) || '/';
    const wanted = method === 'HEAD' ? 'GET' : method;
    const allowed = new Set<string>();
    for (const { endpoint, match: matches } of compiled) {
      const params = matches(path);
      if (params === undefined) continue;
      assertPlainPath(target, params);
      if (endpoint.method === wanted) return { kind: 'endpoint', endpoint, params };
      allowed.add(endpoint.method);
    }
    if (allowed.size === 0) return { kind: 'nothing' };
    if (allowed.has('GET')) allowed.add('HEAD');
    return { kind: 'method', allow: [...allowed, 'OPTIONS'].join(', ') };
  };
}

// --- internal ---

function compile({ method, path }: Endpoint): (path: string) => Params | undefined {
  try {
    const matches = match<Record<string, string | string[]>>(path, { sensitive: true, trailing: false });
    return (actual) => {
      try {
        const found = matches(actual);
        return found === false ? undefined : { ...found.params };
      } catch {
        throw problem('request-malformed', { detail: 'The path cannot be decoded.' });
      }
    };
  } catch (error) {
    const reason = (error as Error).message.replace(/[:;] visit .*$/s, '');
    throw httpError(
      'TFN_HTTP_ROUTE_INVALID',
      { route: `${method} ${path}`, problem: `its path is not valid in Express 5 (${reason})` },
      error,
    );
  }
}
