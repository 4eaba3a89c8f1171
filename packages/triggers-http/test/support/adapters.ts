import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Hono } from 'hono';
import type { HttpMiddleware } from '@tfn/core';
import { expressRouter, fastifyPlugin, fetchHandler, stopServer } from '@tfn/triggers-http';
import type { RouteClient, HttpHandlerOptions, StopOptions } from '@tfn/triggers-http';

/** A server of one adapter, under the path '/v1', in an app with its own route, '/v1/hello'. */
export interface Served {
  readonly url: string;
  readonly server: Server;
  stop(options?: StopOptions): Promise<void>;
}

/** One adapter, as an app uses it. */
export interface Adapter {
  readonly name: string;
  serve(client: RouteClient, options: HttpHandlerOptions): Promise<Served>;
  /** Middleware of this framework that lets requests with the header `x-key: let-me-in` pass, and answers others 403. */
  readonly guard: HttpMiddleware;
}

const viaExpress: Adapter = {
  name: 'Express',
  guard: (request: express.Request, response: express.Response, next: express.NextFunction) => {
    if (request.headers['x-key'] === 'let-me-in') next();
    else response.status(403).type('text/plain').send('no key');
  },
  async serve(client, options) {
    const app = express();
    const router = expressRouter(client, { ...options, fallthrough: false });
    app.get('/v1/hello', (_request, response) => {
      response.send('hello');
    });
    app.use('/v1', router);
    return listen(createServer(app), router);
  },
};

const viaFastify: Adapter = {
  name: 'Fastify',
  guard: async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.headers['x-key'] !== 'let-me-in') await reply.code(403).type('text/plain').send('no key');
  },
  async serve(client, options) {
    const app = fastify();
    const plugin = fastifyPlugin(client, { ...options, fallthrough: false });
    app.get('/v1/hello', async () => 'hello');
    await app.register(plugin, { prefix: '/v1' });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const stop = async (stopOptions?: StopOptions): Promise<void> => {
      await stopServer(app.server, plugin, stopOptions);
      await app.close();
    };
    return { url: urlOf(app.server), server: app.server, stop };
  },
};

const viaFetch: Adapter = {
  name: 'fetch (Hono)',
  guard: (request: Request) =>
    request.headers.get('x-key') === 'let-me-in' ? undefined : new Response('no key', { status: 403 }),
  async serve(client, options) {
    const app = new Hono();
    const handler = fetchHandler(client, { ...options, mount: '/v1' });
    app.get('/v1/hello', (context) => context.text('hello'));
    app.all('*', (context) => handler(context.req.raw));
    return listen(
      createServer((request, response) => void bridge(app, request, response)),
      handler,
    );
  },
};

export const adapters: readonly Adapter[] = [viaExpress, viaFastify, viaFetch];

export async function listen(server: Server, served: Parameters<typeof stopServer>[1]): Promise<Served> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: urlOf(server), server, stop: (options) => stopServer(server, served, options) };
}

export function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Serves an app of Request and Response on Node, as @hono/node-server does. */
export async function bridge(app: Hono, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const { method = 'GET' } = request;
  // The constructor of Request refuses it.
  const isTrace = method === 'TRACE';
  const hasBody = method !== 'GET' && method !== 'HEAD' && !isTrace;
  const init = {
    method: isTrace ? 'GET' : method,
    headers,
    signal: gone.signal,
    ...(hasBody && { body: request, duplex: 'half' }),
  };
  const { url = '/' } = request;
  const full = url.startsWith('/') ? `http://${request.headers.host}${url}` : url;
  const made = new Request(full, init as RequestInit);
  if (isTrace) Object.defineProperty(made, 'method', { value: method });
  const answer = await app.fetch(made);
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
  request.resume();
}
