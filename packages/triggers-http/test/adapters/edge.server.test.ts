import { randomUUID } from 'node:crypto';
import { runOnEdge } from '../../../client/test/support/edge-runtime.ts';
import * as shop from '../fixtures/shop.ts';
import { startTemporal } from '../support/temporal.ts';
import type { TestTemporal } from '../support/temporal.ts';

describe('routes in an edge runtime, with the client over HTTP', () => {
  let temporal: TestTemporal;
  let request: (path: string, body?: object, key?: string) => Promise<[status: number, body: unknown]>;
  beforeAll(async () => {
    temporal = await startTemporal(shop);
    const app = await runOnEdge<typeof import('../fixtures/edge-app.ts')>(require.resolve('../fixtures/edge-app.ts'));
    const serve = app.serve(process.env['TFN_TEST_HTTP_ADDRESS'] as string, temporal.client.taskQueue);
    request = async (path, body, key) => {
      const [status, text] = (await serve(path, body && JSON.stringify(body), key)) as [number, string | undefined];
      return [status, text && JSON.parse(text)];
    };
  });
  afterAll(() => temporal.stop());

  it('answer with the results of workflows and functions', async () => {
    expect(await request('/orders', { id: 'A-1', total: 5 })).toEqual([200, { orderId: 'A-1', total: 5 }]);
    expect(await request('/double', { n: 4 })).toEqual([200, 8]);
  });

  it('check inputs, and map failures', async () => {
    expect(await request('/orders', { id: '' })).toMatchObject([
      400,
      { code: 'input-invalid', issues: [{ path: 'id' }] },
    ]);
    expect(await request('/fail', { name: 'OutOfStock', message: 'No chairs left.' })).toMatchObject([
      409,
      { code: 'OutOfStock', detail: 'No chairs left.' },
    ]);
    expect(await request('/baskets/none')).toMatchObject([404, { code: 'workflow-not-found' }]);
  });

  it('give all requests with one Idempotency-Key the first answer, and report its run', async () => {
    const key = `50%/${randomUUID()}`;
    expect(await request('/double', { n: 4 }, key)).toEqual([200, 8]);
    expect(await request('/double', { n: 4 }, key)).toEqual([200, 8]);
    expect(await request('/double', { n: 5 }, key)).toMatchObject([422, { code: 'idempotency-key-reused' }]);
    const workflowId = `POST %2Fdouble ${key.replaceAll('%', '%25').replaceAll('/', '%2F')}`;
    const run = `/runs/${encodeURIComponent(workflowId)}`;
    expect(await request(run)).toMatchObject([200, { workflowId, status: 'completed', result: 8 }]);
  });

  it('start, query, update and signal a workflow, and report its run', async () => {
    const id = randomUUID();
    expect(await request(`/baskets/${id}`, {})).toMatchObject([202, { statusUrl: `/runs/edge-${id}` }]);
    expect(await request(`/baskets/${id}/items`, { sku: 'chair' })).toEqual([200, 1]);
    expect(await request(`/baskets/${id}/items`, { sku: '' })).toMatchObject([422, { code: 'update-rejected' }]);
    expect(await request(`/baskets/${id}`)).toEqual([200, '1 items']);
    expect(await request(`/baskets/${id}/release`, { by: 'Ann' })).toMatchObject([202, { workflowId: `edge-${id}` }]);
    await temporal.client.getHandle(`edge-${id}`).result();
    expect(await request(`/runs/edge-${id}`)).toMatchObject([
      200,
      { status: 'completed', result: { items: ['chair'], releasedBy: 'Ann' } },
    ]);
  });
});
