import { randomUUID } from 'node:crypto';
import { tfn } from '@tfn/core';
import type { HttpTriggerDef } from '@tfn/core';
import * as shop from '../fixtures/shop.ts';
import { adapters } from '../support/adapters.ts';
import type { Served } from '../support/adapters.ts';
import { startTemporal } from '../support/temporal.ts';
import type { TestTemporal } from '../support/temporal.ts';

let temporal: TestTemporal;
const logged: unknown[] = [];

beforeAll(async () => {
  temporal = await startTemporal(shop);
});
afterAll(() => temporal.stop());

describe.each(adapters)('the routes through $name', ({ name, serve, guard }) => {
  const run = randomUUID();
  let served: Served;

  const routes: HttpTriggerDef[] = [
    tfn.http('POST', `/${name}/orders`, shop.placeOrder),
    tfn.http('POST', `/${name}/async`, shop.placeOrder, {
      workflowId: (req) => `${name}-${run}-${req.body.id}`,
      async: true,
    }),
    tfn.http('POST', `/${name}/once`, shop.placeOrder, {
      workflowId: (req) => `${run}-${req.body.id}`,
      onDuplicate: 'fail',
    }),
    tfn.http('POST', `/${name}/guarded`, shop.placeOrder, { middleware: [guard] }),
    tfn.http('POST', `/${name}/double`, shop.double),
    tfn.http('POST', `/${name}/echo`, shop.echo),
    tfn.http('GET', `/${name}/echo/:id/*rest`, shop.echo),
    tfn.http('DELETE', `/${name}/echo/:id`, shop.echo),
    tfn.http('PUT', `/${name}/echo/:id`, shop.echo, { input: (req) => ({ id: req.params.id, body: req.body }) }),
    tfn.http('POST', `/${name}/nothing`, shop.nothing),
    tfn.http('POST', `/${name}/fail`, shop.fail),
    tfn.http('POST', `/${name}/baskets/:id`, shop.basket, {
      workflowId: (req) => `${name}-${run}-${req.params.id}`,
      waitTimeout: 50,
    }),
    tfn.http('POST', `/${name}/baskets/:id/release`, shop.release, {
      workflowId: (req) => `${name}-${run}-${req.params.id}`,
    }),
    tfn.http('GET', `/${name}/baskets/:id`, shop.status, { workflowId: (req) => `${name}-${run}-${req.params.id}` }),
    tfn.http('POST', `/${name}/baskets/:id/items`, shop.addItem, {
      workflowId: (req) => `${name}-${run}-${req.params.id}`,
    }),
    tfn.http('POST', `/${name}/trips`, shop.placeOrder, {
      workflowId: () => {
        throw new Error('a secret of the server');
      },
    }),
  ];

  beforeAll(async () => {
    served = await serve(temporal.client, {
      routes: routes.map((def) => ({ ...def, path: def.path.slice(name.length + 1) })),
      errorMapper: { OutOfStock: 409 },
      waitTimeout: '100s',
      logger: { error: (_message, fields) => void logged.push(fields) },
    });
  });
  afterAll(() => served.stop());

  const call = (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    fetch(`${served.url}/v1${path}`, {
      method,
      ...(body === undefined
        ? { headers }
        : {
            body: typeof body === 'string' ? body : JSON.stringify(body),
            headers: { 'content-type': 'application/json', ...headers },
          }),
    });
  const problemOf = async (answer: Response): Promise<Record<string, unknown>> => {
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await answer.json()) as Record<string, unknown>;
    expect(problem['status']).toBe(answer.status);
    return problem;
  };

  it('answers 200 with the result of a workflow', async () => {
    const answer = await call('POST', '/orders', { id: 'a', total: 3 });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({ orderId: 'a', total: 3 });
  });

  it('answers 200 with the result of a function', async () => {
    expect(await (await call('POST', '/double', { n: 21 })).json()).toBe(42);
  });

  it('answers 204 without a result, and accepts no body', async () => {
    const answer = await call('POST', '/nothing');
    expect(answer.status).toBe(204);
    expect(await answer.text()).toBe('');
  });

  it('answers 202 with the status URL when the route is async, and reports the result there', async () => {
    const answer = await call('POST', '/async', { id: 'b' });
    expect(answer.status).toBe(202);
    const accepted = (await answer.json()) as Record<string, string>;
    const workflowId = `${name}-${run}-b`;
    expect(accepted).toEqual({
      workflowId,
      runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'running',
      statusUrl: `/v1/runs/${encodeURIComponent(workflowId)}`,
    });
    expect(answer.headers.get('location')).toBe(accepted['statusUrl']);
    await temporal.client.getHandle(workflowId).result();
    const run_ = await fetch(served.url + accepted['statusUrl']);
    expect(run_.status).toBe(200);
    expect(await run_.json()).toMatchObject({
      workflowId,
      runId: accepted['runId'],
      status: 'completed',
      result: { orderId: 'b', total: 1 },
    });
  });

  it('starts one workflow for one workflowId', async () => {
    const first = (await (await call('POST', '/async', { id: 'c' })).json()) as Record<string, string>;
    await temporal.client.getHandle(first['workflowId'] as string).result();
    const again = await call('POST', '/async', { id: 'c' });
    expect(again.status).toBe(202);
    expect(await again.json()).toMatchObject({ runId: first['runId'], status: 'completed' });
  });

  it('answers 409 to a second start when the route says so', async () => {
    const id = randomUUID();
    expect((await call('POST', '/once', { id })).status).toBe(200);
    const again = await call('POST', '/once', { id });
    expect(await problemOf(again)).toMatchObject({ status: 409, code: 'workflow-exists', workflowId: `${run}-${id}` });
  });

  it('answers 409 when something else has the id, or that of the Idempotency-Key', async () => {
    const workflowId = `${name}-${run}-held`;
    const holder = await temporal.client.start(shop.echo, 1, { workflowId });
    const held = { status: 409, code: 'workflow-exists', workflowId };
    expect(await problemOf(await call('POST', '/async', { id: 'held' }))).toMatchObject(held);
    await holder.result();
    expect(await problemOf(await call('POST', '/async', { id: 'held' }))).toMatchObject(held);
    expect(await problemOf(await call('POST', '/baskets/held', {}))).toMatchObject(held);
    const key = randomUUID();
    await temporal.client.start(shop.echo, 1, { workflowId: `POST %2Fdouble ${key}` });
    const answer = await call('POST', '/double', { n: 2 }, { 'idempotency-key': key });
    expect(await problemOf(answer)).toMatchObject({ status: 409, code: 'workflow-exists' });
  });

  it('gives all requests with one Idempotency-Key the first answer, and 422 for another body', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await call('POST', '/orders', { id: 'd', total: 5 }, headers);
    expect(await first.json()).toEqual({ orderId: 'd', total: 5 });
    const again = await call('POST', '/orders', '{ "total": 5, "id": "d" }', headers);
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual({ orderId: 'd', total: 5 });
    const other = await call('POST', '/orders', { id: 'd', total: 6 }, headers);
    expect(await problemOf(other)).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    const elsewhere = await call('POST', '/double', { n: 4 }, headers);
    expect(await elsewhere.json()).toBe(8);
  });

  it('answers 400 with the issues of the schema by path, and starts nothing', async () => {
    const answer = await call('POST', '/async', { id: '', total: -1, items: [{ sku: 1 }] });
    expect(await problemOf(answer)).toMatchObject({
      status: 400,
      code: 'input-invalid',
      issues: [{ path: 'id' }, { path: 'total' }, { path: 'items.0.sku' }],
    });
    await expect(temporal.client.getHandle(`${name}-${run}-`).describe()).rejects.toMatchObject({
      code: 'TFN_WORKFLOW_NOT_FOUND',
    });
  });

  it('answers 400 with the issues when workflowId fails on the input', async () => {
    expect(await problemOf(await call('POST', '/async'))).toMatchObject({ status: 400, code: 'input-invalid' });
    expect(await problemOf(await call('POST', '/async', null))).toMatchObject({ status: 400, code: 'input-invalid' });
  });

  it('makes the input from the path and the query for GET and DELETE', async () => {
    const got = await call('GET', '/echo/a%2Fb/c/d%20e?x=1&y=2&y=3');
    expect(await got.json()).toEqual({ got: { id: 'a/b', rest: ['c', 'd e'], x: '1', y: ['2', '3'] } });
    expect(await (await call('DELETE', '/echo/7')).json()).toEqual({ got: { id: '7' } });
  });

  it('makes the input as the route defines', async () => {
    expect(await (await call('PUT', '/echo/7', [1])).json()).toEqual({ got: { id: '7', body: [1] } });
  });

  it('answers HEAD like GET without a body, and OPTIONS with the allowed methods', async () => {
    const head = await call('HEAD', '/echo/1/2');
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    const options = await call('OPTIONS', '/echo/1');
    expect(options.status).toBe(204);
    expect(options.headers.get('allow')).toBe('DELETE, PUT, OPTIONS');
  });

  it('answers 202 when waitTimeout passes; signals, queries and updates reach the workflow; its status shows the result', async () => {
    const id = randomUUID();
    const started = await call('POST', `/baskets/${id}`, {});
    expect(started.status).toBe(202);
    const { statusUrl } = (await started.json()) as { statusUrl: string };
    const running = await fetch(served.url + statusUrl);
    expect(running.headers.get('retry-after')).toBe('1');
    expect(await running.json()).toMatchObject({ status: 'running', startedAt: expect.any(String) });

    const added = await call('POST', `/baskets/${id}/items`, { sku: 'x' });
    expect(added.status).toBe(200);
    expect(await added.json()).toBe(1);
    expect(await (await call('GET', `/baskets/${id}`)).json()).toBe('1 items');
    const rejected = await call('POST', `/baskets/${id}/items`, { sku: '' });
    expect(await problemOf(rejected)).toMatchObject({ status: 422, code: 'update-rejected', detail: 'sku is empty' });
    const broken = await problemOf(await call('POST', `/baskets/${id}/items`, { sku: 'broken' }));
    expect(broken).toMatchObject({ status: 500, code: 'workflow-failed' });
    expect(JSON.stringify(broken)).not.toContain('secret');

    const signalled = await call('POST', `/baskets/${id}/release`, { by: 'me' });
    expect(signalled.status).toBe(202);
    expect(await signalled.json()).toEqual({ workflowId: `${name}-${run}-${id}` });
    await temporal.client.getHandle(`${name}-${run}-${id}`).result();
    expect(await (await fetch(served.url + statusUrl)).json()).toMatchObject({
      status: 'completed',
      result: { items: ['x'], releasedBy: 'me' },
      closedAt: expect.any(String),
    });
    const late = await call('POST', `/baskets/${id}/release`, { by: 'me' });
    expect(await problemOf(late)).toMatchObject({ status: 409, code: 'workflow-ended' });
  });

  it('answers 404 for a workflow that does not exist', async () => {
    expect(await problemOf(await call('GET', '/baskets/none'))).toMatchObject({
      status: 404,
      code: 'workflow-not-found',
    });
    expect(await problemOf(await call('GET', '/runs/none'))).toMatchObject({ status: 404, code: 'workflow-not-found' });
  });

  it('answers 404 for an unknown path, 405 with Allow for an unknown method', async () => {
    expect(await problemOf(await call('GET', '/none'))).toMatchObject({ status: 404, code: 'route-not-found' });
    const answer = await call('PATCH', '/orders', {});
    expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
    expect(await problemOf(answer)).toMatchObject({ status: 405, code: 'method-not-allowed' });
  });

  it('answers a failure that errorMapper knows with its status and message', async () => {
    const answer = await call('POST', '/fail', { name: 'OutOfStock', message: 'no more A-1' });
    expect(await problemOf(answer)).toMatchObject({ status: 409, code: 'OutOfStock', detail: 'no more A-1' });
  });

  it('answers other failures 500 without details', async () => {
    const answer = await problemOf(await call('POST', '/fail', { name: 'DbError', message: 'password=hunter2' }));
    expect(answer).toMatchObject({ status: 500, code: 'workflow-failed', errorId: expect.any(String) });
    expect(JSON.stringify(answer)).not.toMatch(/hunter2|DbError|stack/);
    const status = await call('GET', `/runs/${encodeURIComponent(answer['workflowId'] as string)}`);
    const text = JSON.stringify(await status.json());
    expect(text).toContain('"status":"failed"');
    expect(text).not.toMatch(/hunter2|DbError/);
  });

  it('answers an error of its callbacks 500, and logs it under the id in the answer', async () => {
    const answer = await problemOf(await call('POST', '/trips', { id: 'x' }));
    expect(answer).toMatchObject({ status: 500, code: 'internal-error' });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(logged).toContainEqual({
      errorId: answer['errorId'],
      error: expect.objectContaining({ message: 'a secret of the server' }),
    });
  });

  it('does not change the answers of middleware', async () => {
    const refused = await call('POST', '/guarded', { id: 'e' });
    expect([refused.status, await refused.text()]).toEqual([403, 'no key']);
    expect((await call('POST', '/guarded', { id: 'e' }, { 'x-key': 'let-me-in' })).status).toBe(200);
  });

  it("leaves the app's own routes to the app", async () => {
    expect(await (await call('GET', '/hello')).text()).toBe('hello');
  });

  it('describes itself', async () => {
    const document = (await (await call('GET', '/openapi.json')).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/echo/{id}/{rest}');
  });
});
