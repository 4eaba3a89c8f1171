import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpMiddleware } from '@tfn/core';
import { splitUrl, toHeaders } from '../call.ts';
import type { HttpClient } from '../client.ts';
import type { HttpHandlerOptions } from '../handler-options.ts';
import { createHttpHandler } from '../http-handler.ts';
import type { HttpHandler } from '../http-handler.ts';
import type { HttpReply } from '../reply.ts';
import { readStream } from './node-body.ts';
import { untilCalled } from './until-called.ts';
import type { Next } from './until-called.ts';

/** Options of `expressRouter`. */
export interface ExpressOptions extends HttpHandlerOptions {
  /**
   * What the app's next handler gets: `true`, all that no route here serves; `false`, nothing.
   * @default unknown paths go on; a known path with a method that no route has is answered 405
   */
  fallthrough?: boolean;
}

/** Middleware for `app.use`. */
export interface ExpressRouter extends Pick<HttpHandler, 'stop' | 'paths'> {
  (request: IncomingMessage, response: ServerResponse, next: Next): void;
}

/**
 * Serves every `tfn.http` in an Express app, 5 or 4. Routes with `verify` need their body as it came: mount it before
 * express.json() and the like, or on a path of its own.
 * @example app.use(expressRouter(client));
 * @throws {TfnError} TFN_HTTP_ROUTE_INVALID, TFN_DURATION_INVALID
 */
export function expressRouter(client: HttpClient, options: ExpressOptions = {}): ExpressRouter {
  const handler = createHttpHandler(client, options);
  const { fallthrough } = options;

  const serve = async (request: ExpressRequest, response: ServerResponse, next: Next): Promise<void> => {
    const { path, search } = splitUrl(request.url ?? '/');
    const method = request.method ?? 'GET';
    const found = handler.find(method, path);
    if (found.kind === 'nothing' ? fallthrough !== false : found.kind === 'method' && fallthrough === true)
      return next();
    if (found.kind === 'endpoint') {
      request.params = found.params;
      await runAll(found.endpoint.middleware, request, response);
      if (response.writableEnded) return;
    }
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const call = {
      ...{ method, path, search, mount: request.baseUrl ?? '', headers: toHeaders(request.headers) },
      ...{ gone: gone.signal, raw: request, readBody: (limit: number) => readStream(request, limit) },
      // What express.json() leaves of a body that it did not read is undefined, or {} in Express 4.
      ...(request.body !== undefined && request.readableEnded && { parsedBody: { value: request.body } }),
    };
    send(response, await handler.reply(found, call), method);
  };

  const router = (request: IncomingMessage, response: ServerResponse, next: Next): void => {
    serve(request, response, next).catch(next);
  };
  return Object.assign(router, { stop: handler.stop, paths: handler.paths });
}

// --- internal ---

interface ExpressRequest extends IncomingMessage {
  readonly baseUrl?: string;
  readonly body?: unknown;
  params?: unknown;
}

/** Runs Express middleware in order, until one answers. Rejects with what one hands to `next`. */
async function runAll(
  middleware: readonly HttpMiddleware[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const each of middleware as readonly ExpressMiddleware[]) {
    await untilCalled(response, (next) => each(request, response, next));
    if (response.writableEnded) return;
  }
}

type ExpressMiddleware = (request: IncomingMessage, response: ServerResponse, next: Next) => unknown;

function send(response: ServerResponse, { status, headers, body }: HttpReply, method: string): void {
  if (response.headersSent || response.destroyed) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body !== undefined) response.setHeader('content-length', new TextEncoder().encode(body).byteLength);
  response.end(method === 'HEAD' ? undefined : body);
}
