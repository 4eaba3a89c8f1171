import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { tfn as clientTfn } from '@tfn/client';
import { tfn } from '@tfn/core';
import type { Client, HttpTriggerDef } from '@tfn/core';
import * as shop from './fixtures/shop.ts';
import { adapters } from './support/adapters.ts';
import type { Adapter, Served } from './support/adapters.ts';
import { startTemporal } from './support/temporal.ts';
import type { TestTemporal } from './support/temporal.ts';

let temporal: TestTemporal;

beforeAll(async () => {
  temporal = await startTemporal(shop);
});
afterAll(() => temporal.stop());

const workflowId = (req: { body: unknown }): string => (req.body as { id: string }).id;
const routes: HttpTriggerDef[] = [
  tfn.http('POST', '/basket', shop.basket, { workflowId }),
  tfn.http('POST', '/cancelling', shop.basket, { workflowId, cancelOnDisconnect: true }),
  tfn.http('POST', '/order', shop.placeOrder),
  tfn.http('GET', '/ask/:id', shop.status, { workflowId: (req) => req.params.id, waitTimeout: 300 }),
];

const post = (url: string, body: object, signal?: AbortSignal): Promise<Response> =>
  fetch(url, {
    ...{ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    ...(signal !== undefined && { signal }),
  });

/** Waits until an execution with the id exists. */
async function untilStarted(id: string): Promise<void> {
  for (;;) {
    const found = await temporal.client
      .getHandle(id)
      .describe()
      .catch(() => undefined);
    if (found !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each(adapters)('the end of a request through $name', ({ serve }: Adapter) => {
  let served: Served;

  beforeEach(async () => {
    served = await serve(temporal.client, { routes });
  });

  it('leaves the workflow running when the client disconnects', async () => {
    const id = randomUUID();
    const gone = new AbortController();
    const answer = post(`${served.url}/v1/basket`, { id }, gone.signal);
    await untilStarted(id);
    gone.abort();
    await expect(answer).rejects.toThrow('aborted');
    await served.stop();
    expect(await temporal.client.getHandle(id).describe()).toMatchObject({ status: 'running' });
    await temporal.client.signal(id, shop.release, { by: 'test' });
    expect(await temporal.client.getHandle(id).result()).toEqual({ items: [], releasedBy: 'test' });
  });

  it('cancels the workflow when the client disconnects, if the route says so', async () => {
    const id = randomUUID();
    const gone = new AbortController();
    const answer = post(`${served.url}/v1/cancelling`, { id }, gone.signal);
    await untilStarted(id);
    gone.abort();
    await expect(answer).rejects.toThrow('aborted');
    await expect(temporal.client.getHandle(id).result()).rejects.toMatchObject({ code: 'TFN_WORKFLOW_CANCELLED' });
    await served.stop();
  });

  it('stops gracefully: answers requests in flight, refuses new ones, and closes kept connections', async () => {
    const id = randomUUID();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const kept = request(`${served.url}/v1/none`, { agent }).end();
    const [first] = (await once(kept, 'response')) as [NodeJS.ReadableStream];
    first.resume();
    await once(first, 'end');
    const waiting = post(`${served.url}/v1/basket`, { id });
    await untilStarted(id);

    const stopped = served.stop({ timeout: 500 });
    const late = request(`${served.url}/v1/none`, { agent }).end();
    const refused = await once(late, 'response').then(
      ([response]: { statusCode: number; headers: Record<string, string> }[]) => [
        response?.statusCode,
        response?.headers['connection'],
      ],
      (error: NodeJS.ErrnoException) => error.code,
    );
    // Node closes idle connections itself; the others get the header.
    expect([[503, 'close'], 'ECONNRESET', 'ECONNREFUSED']).toContainEqual(refused);

    const answer = await waiting;
    expect(answer.status).toBe(202);
    expect(answer.headers.get('connection')).toBe('close');
    expect(await answer.json()).toMatchObject({ workflowId: id, status: 'running' });
    await stopped;
    expect(served.server.listening).toBe(false);
    await expect(post(`${served.url}/v1/order`, { id: 'x' })).rejects.toThrow('fetch failed');
    await temporal.client.terminate(id);
    agent.destroy();
  });
});

describe('a service that cannot answer', () => {
  const [viaExpress] = adapters as [Adapter];

  const served = async <TResult>(client: Client, use: (url: string) => Promise<TResult>): Promise<TResult> => {
    const { url, stop } = await viaExpress.serve(client, { routes });
    try {
      return await use(`${url}/v1`);
    } finally {
      await stop();
      await client.close();
    }
  };

  it('answers 503 with Retry-After when Temporal cannot be reached', async () => {
    const client = clientTfn.client({ temporal: { address: '127.0.0.1:1', connectTimeout: 500 } });
    const answer = await served(client, (url) => post(`${url}/order`, { id: 'x' }));
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await answer.json()).toEqual({ status: 503, title: 'The service is not available', code: 'unavailable' });
  });

  it('answers 504 when no worker answers a query in time', async () => {
    const client = clientTfn.client({
      temporal: { address: process.env['TFN_TEST_ADDRESS'] as string },
      taskQueue: `unpolled-${randomUUID()}`,
    });
    const { workflowId: id } = await client.start(shop.basket, {});
    const answer = await served(client, (url) => fetch(`${url}/ask/${id}`));
    expect(answer.status).toBe(504);
    expect(await answer.json()).toMatchObject({ code: 'timeout', workflowId: id });
    await temporal.client.terminate(id);
  });

  it('answers 503 after it has stopped', async () => {
    const client = clientTfn.client({ temporal: { address: process.env['TFN_TEST_ADDRESS'] as string } });
    await client.close();
    const answer = await served(client, (url) => post(`${url}/order`, { id: 'x' }));
    expect(answer.status).toBe(503);
  });
});
