import { joinBytes } from '@tfn/core/internal';
import { splitUrl } from '../requests/call.ts';
import type { RouteClient } from '../handler/route-client.ts';
import type { HttpHandlerOptions } from '../handler/handler-options.ts';
import { assertOptions } from '../handler/assert-options.ts';
import { createAdapterHandler } from '../handler/http-handler.ts';
import type { HttpHandler } from '../handler/http-handler.ts';
import { bodyTooLarge } from '../requests/request.ts';

/** Options of `fetchHandler`. */
export interface FetchOptions extends HttpHandlerOptions {
  /** The prefix of every path, such as '/v1'; requests outside it are answered 404. @default '' */
  mount?: string;
}

/** A handler that takes a web Request and returns a Response. */
export interface FetchHandler extends Pick<HttpHandler, 'stop' | 'paths'> {
  (request: Request): Promise<Response>;
}

/**
 * Serves every `tfn.http` where handlers take a Request and return a Response: Next.js, Hono, Bun, Deno, Workers.
 * A route's `middleware` is called with the Request; if it returns a Response, that is the answer.
 * @example export const POST = fetchHandler(client);
 * @throws {TfnError} TFN_OPTIONS_INVALID, TFN_HTTP_ROUTE_INVALID, TFN_DURATION_INVALID
 */
export function fetchHandler(client: RouteClient, options: FetchOptions = {}): FetchHandler {
  assertOptions('fetchHandler', options, { mount: 'any' });
  const handler = createAdapterHandler(client, options);
  const { mount = '' } = options;

  const serve = async (request: Request): Promise<Response> => {
    const { path: full, search } = splitUrl(request.url);
    const within = full === mount || full.startsWith(`${mount}/`);
    const path = full.slice(mount.length) || '/';
    const found = within ? handler.find(request.method, path) : ({ kind: 'nothing' } as const);
    const facts = { method: request.method, path, mount, headers: Object.fromEntries(request.headers) };
    return handler.observe({ ...facts, found }, async () => {
      if (found.kind === 'endpoint')
        for (const middleware of found.endpoint.middleware) {
          const answer = await (middleware as (request: Request) => unknown)(request);
          if (answer instanceof Response) return answer;
        }
      const { status, headers, body } = await handler.answer(found, {
        ...{ ...facts, search, gone: request.signal, raw: request },
        readBody: (limit: number) => readBody(request, limit),
      });
      return new Response(request.method === 'HEAD' ? null : (body ?? null), { status, headers });
    });
  };
  return Object.assign(serve, { stop: handler.stop, paths: handler.paths });
}

// --- internal ---

async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
    if (done || value === undefined) return joinBytes(chunks);
    chunks.push(value);
    length += value.byteLength;
    if (length > limit) {
      void reader.cancel().catch(() => undefined);
      throw bodyTooLarge(limit);
    }
  }
}
