import assert from 'node:assert/strict';
import * as client from '@tfn/client';
import * as httpClient from '@tfn/client/http';
import * as core from '@tfn/core';
import * as testing from '@tfn/testing';
import { startDevServer } from '@tfn/testing/server';
import * as triggersCron from '@tfn/triggers-cron';
import * as triggersHttp from '@tfn/triggers-http';
import * as worker from '@tfn/worker';
import * as functions from './orders.js';

for (const { tfn } of [client, testing, triggersCron, triggersHttp, worker]) assert.equal(tfn.fn, core.tfn.fn);

const server = await startDevServer();
const temporal = { address: server.address };
const running = worker.tfn.worker({ temporal, taskQueue: 'smoke' }).registerModule(functions);
const caller = client.tfn.client({ temporal, taskQueue: 'smoke' });
const overHttp = httpClient.tfn.client({ temporal: { address: server.httpAddress }, taskQueue: 'smoke' });
try {
  const stopped = running.start();
  await running.ready();
  for (const each of [caller, overHttp]) {
    const result = await each.invoke(functions.processOrder, { id: 'order-1', prices: ['0.1', '0.2'] });
    assert.deepEqual(result, { id: 'order-1', total: '0.30', receipt: '0bafe221' });
  }
  await running.stop();
  await stopped;
} finally {
  await caller.close();
  await server.stop();
}
