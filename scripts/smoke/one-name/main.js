// Everything under one name: a worker, a client, a route and a test environment.
import assert from 'node:assert/strict';
import { isTfnError, tfn } from 'temporal-functions';
import { tfn as clientTfn } from 'temporal-functions/client';
import { tfn as testingTfn } from 'temporal-functions/testing';
import { tfn as cronTfn } from 'temporal-functions/triggers-cron';
import { fetchHandler } from 'temporal-functions/triggers-http';
import { tfn as workerTfn } from 'temporal-functions/worker';
import * as functions from './orders.js';

for (const same of [clientTfn, cronTfn, testingTfn, workerTfn]) assert.equal(same.fn, tfn.fn);

const options = { temporal: { address: process.env.TEMPORAL_ADDRESS }, taskQueue: 'one-name' };
const worker = workerTfn.worker(options).registerModule(functions);
const stopped = worker.start();
const client = clientTfn.client(options);
const request = new Request('http://localhost/orders', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"id":"1"}',
});
const answer = await fetchHandler(client)(request);
assert.deepEqual(await answer.json(), { orderId: '1', chargeId: 'ch_1' });
await assert.rejects(client.getHandle('missing').result(), isTfnError);
await client.close();
await worker.stop();
await stopped;

const env = await testingTfn.testEnv({ engine: 'memory' });
assert.deepEqual(await env.execute(functions.processOrder, { id: '2' }), { orderId: '2', chargeId: 'ch_2' });
await env.close();
