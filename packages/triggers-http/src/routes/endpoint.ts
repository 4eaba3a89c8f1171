import type { HttpMiddleware } from '@tfn/core';
import { match } from 'path-to-regexp';
import type { HttpCall } from '../requests/call.ts';
import { httpError } from '../errors.ts';
import { problem } from '../replies/problem.ts';
import type { HttpReply } from '../replies/reply.ts';

/** The decoded parameters of a path; a wildcard's is a list. */
export type Params = Readonly<Record<string, string | readonly string[]>>;

/** Something that is served: a user's route, or one that this package adds. */
export interface Endpoint {
  readonly method: string;
  /** In Express 5's form. */
  readonly path: string;
  /** Runs before it, in order; an adapter sees to that. */
  readonly middleware: readonly HttpMiddleware[];
  /** Asks for health: it is answered also while serving ends, and is no request of a user's. @default false */
  readonly isProbe?: boolean;
  serve(call: HttpCall, params: Params): Promise<HttpReply>;
}

/** What a method and a path lead to. */
export type Found =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint; readonly params: Params }
  /** The path is served, but not by this method. */
  | { readonly kind: 'method'; readonly allow: string }
  | { readonly kind: 'nothing' };

/** Finds the first endpoint of a method and path. @throws {HttpProblem} request-malformed when the path cannot be decoded */
export type FindEndpoint = (method: string, path: string) => Found;

/** Compiles the paths as Express 5 reads them; a GET endpoint answers HEAD too. @throws {TfnError} TFN_HTTP_ROUTE_INVALID */
export function createFinder(endpoints: readonly Endpoint[]): FindEndpoint {
  const compiled = endpoints.map((endpoint) => ({ endpoint, match: compile(endpoint) }));
  return (method, path) => {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const allowed = new Set<string>();
    for (const { endpoint, match: matches } of compiled) {
      const params = matches(path);
      if (params === undefined) continue;
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
    const matches = match<Record<string, string | string[]>>(path);
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
      { route: `${method} ${path}`, problem: `its path cannot be read as Express 5 does (${reason})` },
      error,
    );
  }
}
