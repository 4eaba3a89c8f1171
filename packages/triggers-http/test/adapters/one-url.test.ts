import { createServer } from 'node:http';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { tfn } from '@tfn/core';
import { expressRouter, fastifyPlugin, fetchHandler } from '@tfn/triggers-http';
import type { RouteClient } from '@tfn/triggers-http';
import { bridge, listen, urlOf } from '../support/adapters.ts';
import type { Served } from '../support/adapters.ts';
import { sendRaw } from '../support/send-raw.ts';

const report = tfn.workflow('url.report', async (_ctx, input: unknown) => input);
const routes = [
  tfn.http('GET', '/admin/report', report),
  tfn.http('GET', '/orders/:id', report),
  tfn.http('GET', '/orders/:id/items/:item', report),
  tfn.http('GET', '/files/*path', report),
];
/** What the guards of the apps below cover. */
const GUARDED = ['/admin', '/orders/secret', '/files/private'];

const client = {
  start: (_def: unknown, input: unknown) =>
    Promise.resolve({ workflowId: 'w', runId: 'r', result: () => Promise.resolve(input ?? null) }),
} as unknown as RouteClient;

const apps: Readonly<Record<string, () => Promise<Served>>> = {
  async Express() {
    const app = express();
    app.enable('case sensitive routing');
    for (const path of GUARDED) app.use(path, (_request, response) => void response.sendStatus(403));
    const router = expressRouter(client, { routes });
    return listen(createServer(app.use(router)), router);
  },
  async Fastify() {
    const app = fastify();
    app.addHook('onRequest', async (request, reply) => {
      const [path] = request.url.split('?');
      if (GUARDED.some((each) => path === each || path?.startsWith(`${each}/`))) await reply.code(403).send('guarded');
    });
    await app.register(fastifyPlugin(client, { routes }));
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { url: urlOf(app.server), server: app.server, stop: () => app.close() };
  },
  async Hono() {
    const app = new Hono();
    for (const path of GUARDED) app.use(`${path}/*`, async (context) => context.text('guarded', 403));
    const handler = fetchHandler(client, { routes });
    app.all('*', (context) => handler(context.req.raw));
    return listen(
      createServer((request, response) => void bridge(app, request, response)),
      handler,
    );
  },
};

const others = [
  ...['/ADMIN/report', '/Admin/Report', '/admin/report/', '//admin/report', '/admin//report', '/./admin/report'],
  ...['/x/../admin/report', '/x/%2e%2e/admin/report', '/x/%2E./admin/report', '/%61dmin/report', '/admin%2Freport'],
  ...[
    'http://x.test/admin/report',
    'HTTP://x.test/admin/report',
    'ftp://x.test/admin/report',
    'http://x;/admin/report',
  ],
  ...['http://x.test//admin/report', '/admin\\report', '/\\admin/report', '/admin/report%00', '/admin;/report'],
  ...['/orders/%73ecret', '/orders/secret/', '/ORDERS/secret', '/orders/secre%74?x=1', '//orders/secret'],
  ...['/files//private/a', '/files/./private/a', '/files/x/../private/a', '/files/%70rivate/a', '/files/private%2fa'],
  ...[
    '/files/private%5ca',
    '/files/x/%2e%2e/private/a',
    '/files/x/..%2fprivate/a',
    '/files/private//',
    '/FILES/private/a',
  ],
];

describe.each(Object.entries(apps))('an app of %s with guards', (_name, start) => {
  let served: Served;
  beforeAll(async () => {
    served = await start();
  });
  afterAll(() => served.stop());

  it.each(['/admin/report', '/orders/secret', '/files/private/a', '/admin/report?x=1#y'])(
    'lets its guard judge %s',
    async (path) => {
      expect((await sendRaw(served.url, path)).status).toBe(403);
    },
  );

  it.each(others)('lets no route answer %s', async (path) => {
    const { status } = await sendRaw(served.url, path);
    expect([400, 403, 404]).toContain(status);
  });

  it.each([
    ['/orders/9', { id: '9' }],
    [`/orders/${'9'.repeat(900)}`, { id: '9'.repeat(900) }],
    [`/orders/${'9'.repeat(900)}/items/${'8'.repeat(900)}`, { id: '9'.repeat(900), item: '8'.repeat(900) }],
    ['/orders/a%2Fb%20%C3%A9', { id: 'a/b é' }],
    ['/files/a/b.txt', { path: ['a', 'b.txt'] }],
    ['/orders/9?x=%2e%2e//', { id: '9', x: '..//' }],
  ])('answers %s', async (path, input) => {
    const { status, body } = await sendRaw(served.url, path);
    expect([status, body]).toEqual([
      200,
      expect.stringContaining(JSON.stringify(input).slice(1, -1).split(',', 1)[0] as string),
    ]);
  });

  it.each([
    ['/orders/9/', 404],
    ['/Orders/9', 404],
    ['/orders/%39', 400],
    ['/orders/..', [400, 404]],
    ['/files/a//b', 400],
  ])('answers %s with %p', async (path, status) => {
    expect([status].flat()).toContain((await sendRaw(served.url, path)).status);
  });
});

describe('a prefix with parameters in Fastify', () => {
  it('is no part of the path, and is the mount of links', async () => {
    const app = fastify();
    const waiting = {
      start: () => Promise.resolve({ workflowId: 'a/b', runId: 'r' }),
    } as unknown as RouteClient;
    const started = tfn.http('POST', '/orders/:id', report, { async: true });
    await app.register(fastifyPlugin(waiting, { routes: [started] }), { prefix: '/tenants/:tenant/v1' });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const headers = { connection: 'close' };
    const answer = await fetch(`${url}/tenants/acme/v1/orders/9`, { method: 'POST', headers });
    expect([answer.status, answer.headers.get('location')]).toEqual([202, '/tenants/acme/v1/runs/a%2Fb']);
    await app.close();
  });
});
