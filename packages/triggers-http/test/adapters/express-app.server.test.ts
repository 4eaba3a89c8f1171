import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import autocannon from 'autocannon';
import express from 'express';
import { tfn } from '@tfn/core';
import { expressRouter, hmac, stripeSignature } from '@tfn/triggers-http';
import Stripe from 'stripe';
import * as shop from '../fixtures/shop.ts';
import { listen } from '../support/adapters.ts';
import type { Served } from '../support/adapters.ts';
import { startTemporal } from '../support/temporal.ts';
import type { TestTemporal } from '../support/temporal.ts';

const run = promisify(execFile);
const secret = 'whsec_of_the_app';
let temporal: TestTemporal;
let served: Served;

/** A typical app of a user: with its own middleware, routes and error handling, and the triggers among them. */
beforeAll(async () => {
  temporal = await startTemporal(shop);
  tfn.http('POST', '/api/orders', shop.placeOrder);
  tfn.http('POST', '/api/orders/async', shop.placeOrder, {
    workflowId: (req) => `order-${req.body.id}`,
    async: true,
    openapi: { summary: 'Places an order', tags: ['orders'], example: { id: 'A-1', total: 3 } },
  });
  tfn.http('GET', '/api/baskets/:id{/:part}', shop.status, { workflowId: (req) => `basket-${req.params.id}` });
  tfn.http('POST', '/api/baskets/:id/items', shop.addItem, { workflowId: (req) => `basket-${req.params.id}` });
  tfn.http('POST', '/api/baskets/:id/release', shop.release, { workflowId: (req) => `basket-${req.params.id}` });
  tfn.http('DELETE', '/api/files/*path', shop.echo);
  tfn.http('POST', '/api/user', shop.echo, {
    middleware: [
      (request: express.Request, _response: express.Response, next: express.NextFunction) => {
        Object.assign(request, { user: { id: 'u1' } });
        next();
      },
    ],
    input: (req) => ({ user: (req.raw as { user: unknown }).user }),
  });
  tfn.http('POST', '/api/broken', shop.echo, {
    middleware: [(_request: unknown, _response: unknown, next: express.NextFunction) => next(new Error('broken'))],
  });
  tfn.http('POST', '/hooks/stripe', shop.echo, {
    verify: stripeSignature({ secret }),
    input: (req) => (req.body as { id: string }).id,
  });
  tfn.http('POST', '/late/hook', shop.echo, { verify: hmac({ header: 'x-signature', secret }) });
  tfn.http('POST', '/late/echo', shop.echo);

  const app = express();
  const logger = { error: () => undefined };
  const router = expressRouter(temporal.client, { basePath: '/tfn', logger, waitTimeout: '100s' });
  app.use((request, response, next) => {
    if (request.path.startsWith('/late')) express.json()(request, response, next);
    else next();
  });
  app.use(router);
  app.get('/api/health', (_request, response) => {
    response.send('fine');
  });
  app.use((error: Error, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    response.status(500).send(`the app's own: ${error.message}`);
  });
  served = await listen(createServer(app), router);
});
afterAll(async () => {
  await served.stop();
  await temporal.stop();
});

const post = (path: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(served.url + path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

describe('an Express app with triggers', () => {
  it('keeps its own routes, its 404 and its error handler', async () => {
    expect(await (await fetch(`${served.url}/api/health`)).text()).toBe('fine');
    expect(await (await fetch(`${served.url}/none`)).text()).toContain('Cannot GET /none');
    expect(await (await post('/api/broken', '{}')).text()).toBe("the app's own: broken");
  });

  it('passes what middleware found to the workflow', async () => {
    expect(await (await post('/api/user', '{}')).json()).toEqual({ got: { user: { id: 'u1' } } });
  });

  it('answers curl', async () => {
    const { stdout } = await run('curl', [
      ...['-sS', '-i', '-X', 'POST', '-H', 'content-type: application/json', '-d', '{"id":"curl","total":2}'],
      `${served.url}/api/orders/async`,
    ]);
    expect(stdout).toMatch(/^HTTP\/1.1 202 Accepted\r\n/);
    const location = /^location: (.*)\r$/im.exec(stdout)?.[1];
    expect(location).toBe('/tfn/runs/order-curl');
    await temporal.client.getHandle('order-curl').result();
    const status = await run('curl', ['-sS', '--fail', served.url + location]);
    expect(JSON.parse(status.stdout)).toMatchObject({ status: 'completed', result: { orderId: 'curl', total: 2 } });
  });

  it('answers curl that a body is too large', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tfn-large-'));
    try {
      await writeFile(join(folder, 'large.json'), `"${'x'.repeat(3_000_000)}"`);
      const { stdout } = await run('curl', [
        ...[
          '-sS',
          '-w',
          '\n%{http_code} %{size_upload}',
          '-H',
          'content-type: application/json',
          '-H',
          'expect: 100-continue',
        ],
        ...['--data-binary', `@${join(folder, 'large.json')}`, `${served.url}/api/orders`],
      ]);
      expect(stdout).toContain('"code":"body-too-large"');
      expect(stdout).toMatch(/\n413 \d+$/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('serves autocannon without an error', async () => {
    const result = await autocannon({
      ...{ url: `${served.url}/api/orders`, method: 'POST', amount: 100, connections: 10, timeout: 100 },
      ...{ headers: { 'content-type': 'application/json' }, body: '{"id":"cannon"}' },
    });
    expect(result).toMatchObject({ '2xx': 100, non2xx: 0, errors: 0, timeouts: 0 });
  });

  it('describes itself in a document that an OpenAPI validator accepts', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tfn-openapi-'));
    try {
      const answer = await fetch(`${served.url}/tfn/openapi.json`);
      const file = join(folder, 'openapi.json');
      await writeFile(file, await answer.text());
      const cli = join(
        dirname(require.resolve('@seriousme/openapi-schema-validator/package.json')),
        'bin/validate-api-cli.js',
      );
      const { stdout } = await run(process.execPath, [cli, file]);
      expect(stdout).toContain('"valid": true');
      const document = JSON.parse(await readFile(file, 'utf8')) as {
        paths: Record<string, Record<string, unknown>>;
        components: { schemas: Record<string, unknown> };
      };
      expect(Object.keys(document.paths)).toEqual(
        expect.arrayContaining([
          '/api/orders',
          '/api/baskets/{id}',
          '/api/baskets/{id}/{part}',
          '/api/files/{path}',
          '/tfn/runs/{workflowId}',
        ]),
      );
      expect(document.components.schemas['postApiOrdersInput']).toMatchObject({
        type: 'object',
        required: ['id'],
        properties: { id: { type: 'string', minLength: 1, examples: ['A-1'] }, total: { exclusiveMinimum: 0 } },
      });
      expect(document.paths['/api/orders/async']?.['post']).toMatchObject({
        summary: 'Places an order',
        tags: ['orders'],
        requestBody: { content: { 'application/json': { example: { id: 'A-1', total: 3 } } } },
        responses: { '202': {}, '400': { $ref: '#/components/responses/Problem400' } },
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('accepts a webhook that Stripe signed, and no other', async () => {
    const payload = JSON.stringify({ id: 'evt_1' }, null, 2);
    const header = new Stripe('sk_test_none').webhooks.generateTestHeaderString({ payload, secret });
    const answer = await post('/hooks/stripe', payload, { 'stripe-signature': header });
    expect(await answer.json()).toEqual({ got: 'evt_1' });
    const forged = await post('/hooks/stripe', payload.replace('evt_1', 'evt_2'), { 'stripe-signature': header });
    expect(forged.status).toBe(401);
    expect(await forged.json()).toMatchObject({ code: 'signature-invalid' });
  });

  it('accepts a body that express.json() has parsed, but checks no signature on it', async () => {
    expect(await (await post('/late/echo', '{"a":1}')).json()).toEqual({ got: { a: 1 } });
    expect((await post('/late/echo', '{"__proto__":{"a":1}}')).status).toBe(400);
    const answer = await post('/late/hook', '{"a":1}', { 'x-signature': '00' });
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({ code: 'internal-error' });
  });
});
