import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpMiddleware } from '@tfn/core';
import { toBytes } from '@tfn/core/internal';
import { splitTarget, toHeaders } from '../requests/call.ts';
import type { HttpCall } from '../requests/call.ts';
import type { RouteClient } from '../handler/route-client.ts';
import type { HttpHandlerOptions } from '../handler/handler-options.ts';
import { assertOptions } from '../handler/assert-options.ts';
import { createAdapterHandler } from '../handler/http-handler.ts';
import type { HttpHandler } from '../handler/http-handler.ts';
import { bodyBytes } from '../replies/reply.ts';
import type { HttpReply } from '../replies/reply.ts';
import { readStream } from './node-body.ts';
import { statusOf } from './status-of.ts';
import { untilCalled } from './until-called.ts';
import type { Next } from './until-called.ts';

/** Options of `expressRouter`. */
export interface ExpressOptions extends HttpHandlerOptions {
  /**
   * Which requests pass to the app's next handler: with `true` all that no route matches, with `false` none.
   * @default unknown paths pass; a known path with an unknown method is answered 405
   */
  fallthrough?: boolean;
}

/** Middleware for `app.use`. */
export interface ExpressRouter extends Pick<HttpHandler, 'stop' | 'paths'> {
  (request: IncomingMessage, response: ServerResponse, next: Next): void;
}

/**
 * Serves every `tfn.http` in an Express 5 or 4 app. Routes with `verify` need the bytes of the body: mount the router before express.json() and
 * similar middleware or on its own path, or keep the bytes:
 * `express.json({ verify: (req, _res, bytes) => Object.assign(req, { rawBody: bytes }) })`.
 * @example app.use(expressRouter(client));
 * @throws {TfnError} TFN_OPTIONS_INVALID, TFN_HTTP_ROUTE_INVALID, TFN_DURATION_INVALID
 */
export function expressRouter(client: RouteClient, options: ExpressOptions = {}): ExpressRouter {
  assertOptions('expressRouter', options, { fallthrough: 'flag' });
  const handler = createAdapterHandler(client, options);
  const { fallthrough } = options;

  const serve = async (request: ExpressRequest, response: ServerResponse, next: Next): Promise<void> => {
    const { path, search } = splitTarget(request.url ?? '/');
    const method = request.method ?? 'GET';
    const found = handler.find(method, path);
    if (found.kind === 'nothing' ? fallthrough !== false : found.kind === 'method' && fallthrough === true)
      return next();
    const facts = { method, path, mount: request.baseUrl ?? '', headers: toHeaders(request.headers) };
    const answeredAfterError = (): Promise<number> => statusOf(response);
    await handler.observe({ ...facts, found, answeredAfterError }, async () => {
      if (found.kind === 'endpoint') {
        request.params = found.params;
        if (!(await runAll(found.endpoint.middleware, request, response))) return { status: await statusOf(response) };
      }
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const call = {
        ...facts,
        ...{ search, gone: gone.signal, raw: request, readBody: (limit: number) => readStream(request, limit) },
        ...parsedBodyOf(request),
      };
      const reply = await handler.answer(found, call);
      send(response, reply, method);
      return reply;
    });
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
  /** The bytes, where middleware keeps them, as `express.json({ verify })` and Google's Cloud Functions do. */
  readonly rawBody?: unknown;
  params?: unknown;
}

/** What earlier middleware has read: the parsed body, its bytes, or both. */
function parsedBodyOf({ body, rawBody, readableEnded, headers }: ExpressRequest): Pick<HttpCall, 'parsedBody'> {
  if (!readableEnded) return {};
  const kept = typeof rawBody === 'string' ? toBytes(rawBody) : rawBody;
  if (kept instanceof Uint8Array)
    return { parsedBody: { rawBody: kept, ...(body !== undefined && !isUnparsed(body, headers) && { value: body }) } };
  // For a body that it did not read, express.json() sets undefined, or {} in Express 4.
  if (body === undefined) return {};
  if (!isUnparsed(body, headers)) return { parsedBody: { value: body } };
  return { parsedBody: { rawBody: typeof body === 'string' ? toBytes(body) : body } };
}

/** Whether a body is as express.raw() or express.text() leave it. A text that has another length than what was sent is not what was sent. */
function isUnparsed(body: unknown, headers: IncomingMessage['headers']): body is Uint8Array | string {
  if (typeof body !== 'string') return body instanceof Uint8Array;
  return toBytes(body).byteLength === Number(headers['content-length']);
}

/** Runs Express middleware in order; resolves to whether all let the request pass. Rejects with the error that one passes to `next`. */
async function runAll(
  middleware: readonly HttpMiddleware[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  for (const each of middleware as readonly ExpressMiddleware[]) {
    const passed = await untilCalled(response, (next) => each(request, response, next));
    if (!passed || response.writableEnded) return false;
  }
  return true;
}

type ExpressMiddleware = (request: IncomingMessage, response: ServerResponse, next: Next) => unknown;

function send(response: ServerResponse, reply: HttpReply, method: string): void {
  const { status, headers } = reply;
  const body = bodyBytes(reply);
  if (response.headersSent || response.destroyed) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body !== undefined) response.setHeader('content-length', body.byteLength);
  response.end(method === 'HEAD' ? undefined : body);
}
