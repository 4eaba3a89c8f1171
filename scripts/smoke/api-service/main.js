// A service that starts workflows and serves HTTP, without the worker package. Temporal's address is in the environment.
import assert from 'node:assert/strict';
import { tfn } from '@tfn/client';
import { fetchHandler } from '@tfn/triggers-http';
import { createHttpHandler } from '@tfn/triggers-http/handler';

const client = tfn.client({ taskQueue: 'smoke' });
const handle = await client.start('processOrder', { id: 'order-1' }, { workflowId: 'order-1' });
assert.equal((await handle.describe()).status, 'running');

const placeOrder = tfn.workflow('placeOrder', async (_ctx, order) => order);
tfn.http('POST', '/orders', placeOrder, { async: true });
assert.equal(typeof createHttpHandler(client), 'object');
const request = new Request('http://localhost/orders', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"id":"order-2"}',
});
assert.equal((await fetchHandler(client)(request)).status, 202);
await handle.terminate('the smoke test is over');
await client.close();
