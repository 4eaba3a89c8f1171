import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpMiddleware } from '@tfn/core';
import { cutPath, splitTarget, toHeaders } from '../requests/call.ts';
import type { RouteClient } from '../handler/route-client.ts';
import type { HttpHandlerOptions } from '../handler/handler-options.ts';
import { assertOptions } from '../handler/assert-options.ts';
import { createAdapterHandler } from '../handler/http-handler.ts';
import type { HttpHandler } from '../handler/http-handler.ts';
import { problem } from '../replies/problem.ts';
import { bodyBytes, problemReply } from '../replies/reply.ts';
import type { HttpReply } from '../replies/reply.ts';
import { readStream } from './node-body.ts';
import { statusOf } from './status-of.ts';
import { untilCalled } from './until-called.ts';
import type { NodeStream } from './node-body.ts';

/** Options of `fastifyPlugin`. */
export interface FastifyOptions extends HttpHandlerOptions {
  /** With `false`, the plugin answers unknown paths under its prefix; otherwise Fastify does. @default true */
  fallthrough?: boolean;
}

/** The part of a Fastify instance that we use; Fastify's own types type the arguments. */
export interface FastifyLike {
  readonly prefix: string;
  readonly supportedMethods?: readonly string[];
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(type: string, parser: never): unknown;
  setErrorHandler(handler: never): unknown;
  addHook(name: 'onResponse', hook: never): unknown;
  route(route: never): unknown;
}

/** A plugin for `app.register`. */
export interface FastifyPlugin extends Pick<HttpHandler, 'stop' | 'paths'> {
  (instance: FastifyLike, options: object): Promise<void>;
}

/**
 * Serves every `tfn.http` in a Fastify app, under the `prefix` of its registration. A route's `middleware` runs like a preHandler hook:
 * `(request, reply)` or `(request, reply, done)`.
 * @example await app.register(fastifyPlugin(client));
 * @throws {TfnError} TFN_OPTIONS_INVALID, TFN_HTTP_ROUTE_INVALID, TFN_DURATION_INVALID
 */
export function fastifyPlugin(client: RouteClient, options: FastifyOptions = {}): FastifyPlugin {
  assertOptions('fastifyPlugin', options, { fallthrough: 'flag' });
  const handler = createAdapterHandler(client, options);

  const plugin = async (instance: FastifyLike): Promise<void> => {
    const { prefix } = instance;
    const segments = prefix.split('/').filter((segment) => segment !== '').length;
    /** The prefix may have parameters: a request's mount has their values. */
    const read = (raw: IncomingMessage): { path: string; search: string; mount: string } => {
      const { path: whole, search } = splitTarget(raw.url ?? '/');
      return { ...cutPath(whole, segments), search };
    };
    const observed = new WeakSet<object>();

    const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const { path, search, mount } = read(request.raw);
      const { method } = request;
      const found = handler.find(method, path);
      if (found.kind === 'nothing' && options.fallthrough !== false) return reply.callNotFound();
      observed.add(request.raw);
      const facts = { method, path, mount, headers: toHeaders(request.headers) };
      const answeredAfterError = (): Promise<number> => statusOf(reply.raw);
      await handler.observe({ ...facts, found, answeredAfterError }, async () => {
        if (found.kind === 'endpoint') {
          request.params = found.params;
          for (const hook of found.endpoint.middleware)
            if (!(await runHook(hook, request, reply))) return { status: await statusOf(reply.raw) };
        }
        const gone = new AbortController();
        reply.raw.once('close', () => gone.abort());
        const call = {
          ...{ ...facts, search, gone: gone.signal, raw: request },
          readBody: (limit: number) =>
            request.body === undefined || request.body === null
              ? Promise.resolve(new Uint8Array())
              : readStream(request.body as NodeStream, limit),
        };
        const answer = await handler.answer(found, call);
        send(reply, answer);
        return answer;
      });
      return reply;
    };
    /** Measures requests that the app's own hooks or Fastify itself answered: they never reach `serve`. */
    const onResponse = ({ raw, method }: FastifyRequest, reply: FastifyReply, done: () => void): void => {
      const found = handler.find(method, read(raw).path);
      const passedOn = found.kind === 'nothing' && options.fallthrough !== false;
      if (!observed.has(raw) && !passedOn)
        handler.measure(found, { status: reply.raw.statusCode, seconds: reply.elapsedTime / 1000 });
      done();
    };
    instance.addHook('onResponse', onResponse as never);

    instance.removeAllContentTypeParsers();
    const keepStream = (_request: unknown, payload: unknown, done: (error: null, body: unknown) => void): void =>
      done(null, payload);
    instance.addContentTypeParser('*', keepStream as never);
    // Fastify checks media types before any handler runs.
    const onError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply): unknown => {
      // Fastify expects a body of the method QUERY, which no route has.
      if (error.code === 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE') return serve(request, reply);
      if (error.statusCode !== 415) throw error as unknown as Error;
      return send(reply, problemReply(problem('media-type-unsupported')));
    };
    instance.setErrorHandler(onError as never);
    const urls =
      options.fallthrough === false
        ? ['/', '/*']
        : new Set(handler.paths.flatMap((path) => toFastifyUrls(path, segments > 0)));
    const methods = instance.supportedMethods ?? METHODS;
    for (const url of urls) instance.route({ method: methods, url, exposeHeadRoute: false, handler: serve } as never);
  };
  return Object.assign(plugin, { stop: handler.stop, paths: handler.paths });
}

// --- internal ---

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

interface FastifyRequest {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly raw: IncomingMessage;
  readonly body: unknown;
  params: unknown;
}

interface FastifyError {
  readonly statusCode?: number;
  readonly code?: string;
}

interface FastifyReply {
  readonly raw: ServerResponse;
  readonly sent: boolean;
  /** Milliseconds since the request arrived. */
  readonly elapsedTime: number;
  callNotFound(): unknown;
  code(status: number): FastifyReply;
  headers(values: Readonly<Record<string, string>>): FastifyReply;
  send(body?: Uint8Array): FastifyReply;
}

/** Runs a preHandler hook of either form; resolves to whether it let the request pass. */
async function runHook(hook: HttpMiddleware, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  const run = hook as (request: FastifyRequest, reply: FastifyReply, done?: (error?: unknown) => void) => unknown;
  const passed =
    run.length < 3
      ? await Promise.resolve(run(request, reply)).then(() => true)
      : await untilCalled(reply.raw, (done) => {
          run(request, reply, done);
        });
  return passed && !reply.sent;
}

/**
 * The URLs to register for a path. Fastify limits the length of its parameters, and supports fewer patterns than Express: everything
 * below the folder of such a part is ours too; the finder decides. In an app's root, a parameter that is the first segment
 * claims no such folder, because the app's own `/*` would collide with it.
 */
function toFastifyUrls(path: string, mounted: boolean): readonly string[] {
  const isPlain = /^(?:\/(?::\w+|[^:*{}/]*))*$/.test(path);
  const folders = [...path.matchAll(/[:*{]/g)].map(({ index }) => path.slice(0, path.lastIndexOf('/', index)));
  if (isPlain) return [path, ...folders.filter((folder) => mounted || folder !== '').map((folder) => `${folder}/*`)];
  const [folder = ''] = folders;
  return [folder === '' ? '/' : folder, `${folder}/*`];
}

function send(reply: FastifyReply, answer: HttpReply): FastifyReply {
  // Bytes, because Fastify would add a charset to text.
  return reply.code(answer.status).headers(answer.headers).send(bodyBytes(answer));
}
