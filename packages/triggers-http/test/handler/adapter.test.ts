import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tfn } from '@tfn/core';
import type { HttpMiddleware } from '@tfn/core';
import { stopServer } from '@tfn/triggers-http';
import type { RouteClient } from '@tfn/triggers-http';
import { bodyTooLarge, createHttpHandler, splitTarget, toHeaders } from '@tfn/triggers-http/handler';
import type { HttpCall, HttpHandler } from '@tfn/triggers-http/handler';
import { listen } from '../support/adapters.ts';
import type { Served } from '../support/adapters.ts';

/** An adapter for Node's own server, made only from the entry's exports. */
function toListener(handler: HttpHandler): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const { path, search } = splitTarget(request.url ?? '/');
    const { method = 'GET' } = request;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const found = handler.find(method, path);
    if (found.kind === 'endpoint')
      for (const middleware of found.endpoint.middleware as readonly Middleware[]) {
        middleware(request, response);
        if (response.writableEnded) return;
      }
    const call: HttpCall = {
      ...{ method, path, search, mount: '', headers: toHeaders(request.headers), gone: gone.signal, raw: request },
      readBody: (limit) => readBody(request, limit),
    };
    const { status, headers, body } = await handler.reply(found, call);
    response.writeHead(status, { ...headers });
    response.end(method === 'HEAD' ? undefined : body);
  };
}

type Middleware = (request: IncomingMessage, response: ServerResponse) => void;

async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length > limit) throw bodyTooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const order = tfn.workflow('adapter.order', async (_ctx, input: { id: string }) => input.id);
const guard: HttpMiddleware = (request: IncomingMessage, response: ServerResponse) => {
  if (request.headers['x-key'] !== 'let-me-in') response.writeHead(403).end('no key');
};
const started: unknown[] = [];
const client = {
  start: async (_target: unknown, input: { id: string }) => {
    started.push(input);
    return { workflowId: 'w', runId: 'r', result: async () => input.id };
  },
} as unknown as RouteClient;

describe('an adapter built on @tfn/triggers-http/handler', () => {
  let served: Served;

  beforeAll(async () => {
    const routes = [
      tfn.http('POST', '/orders/:shop', order),
      tfn.http('POST', '/guarded', order, { middleware: [guard] }),
    ];
    const handler = createHttpHandler(client, { routes, bodyLimit: 1000 });
    expect(handler.paths).toContain('/orders/:shop');
    const listener = toListener(handler);
    served = await listen(
      createServer((request, response) => void listener(request, response)),
      handler,
    );
  });

  afterAll(async () => {
    await served.stop();
  });

  const post = (path: string, body: string, headers = {}): Promise<Response> =>
    fetch(served.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  it('starts a workflow and answers with its result', async () => {
    const answer = await post('/orders/north?a=1', '{"id":"7"}');
    expect([answer.status, await answer.json()]).toEqual([200, '7']);
    expect(started).toEqual([{ id: '7' }]);
  });

  it('reports what is wrong with a request', async () => {
    const statusOf = async (answer: Promise<Response>): Promise<unknown> => {
      const { status, headers } = await answer;
      return [status, headers.get('content-type')];
    };
    const problem = 'application/problem+json';
    expect(await statusOf(post('/elsewhere', '{}'))).toEqual([404, problem]);
    expect(await statusOf(post('/orders/north', '{'))).toEqual([400, problem]);
    expect(await statusOf(post('/orders/north', JSON.stringify('x'.repeat(1001))))).toEqual([413, problem]);
    const wrongMethod = await fetch(`${served.url}/orders/north`);
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });

  it('runs the middleware of routes', async () => {
    expect((await post('/guarded', '{"id":"8"}')).status).toBe(403);
    expect((await post('/guarded', '{"id":"8"}', { 'x-key': 'let-me-in' })).status).toBe(200);
  });

  it('refuses requests once it stops', async () => {
    const handler = createHttpHandler(client, { routes: [] });
    await handler.stop();
    const call: HttpCall = {
      ...{ method: 'GET', path: '/', search: '', mount: '', headers: {}, raw: undefined },
      ...{ gone: new AbortController().signal, readBody: async () => new Uint8Array() },
    };
    expect((await handler.reply(handler.find('GET', '/'), call)).status).toBe(503);
  });

  it('can be stopped like our own', async () => {
    const handler = createHttpHandler(client, { routes: [] });
    const listener = toListener(handler);
    const server = createServer((request, response) => void listener(request, response));
    await new Promise<void>((listening) => {
      server.listen(0, '127.0.0.1', listening);
    });
    await stopServer(server, handler);
    expect(server.listening).toBe(false);
  });
});

it('recognises a problem that another copy of the package made', async () => {
  const routes = [tfn.http('POST', '/copied/:shop', order)];
  const handler = createHttpHandler(client, { routes });
  let copy!: typeof import('@tfn/triggers-http/handler');
  jest.isolateModules(() => {
    copy = require('@tfn/triggers-http/handler') as typeof copy;
  });
  expect(copy.bodyTooLarge).not.toBe(bodyTooLarge);
  const reply = await handler.reply(handler.find('POST', '/copied/a'), {
    ...{ method: 'POST', path: '/copied/a', search: '', mount: '', raw: undefined },
    headers: { 'content-type': 'application/json' },
    gone: new AbortController().signal,
    readBody: async (limit) => {
      throw copy.bodyTooLarge(limit);
    },
  });
  expect(reply.status).toBe(413);
});
