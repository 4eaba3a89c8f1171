import assert from 'node:assert/strict';
import { tfn as clientTfn } from '@tfn/client';
import { startDevServer } from '@tfn/testing/server';
import { tfn } from '@tfn/worker';
import * as functions from './orders.ts';

const server = await startDevServer();
const temporal = { address: server.address };
const worker = tfn.worker({ temporal, taskQueue: 'smoke' }).registerModule(functions);
const client = clientTfn.client<typeof functions>({ temporal, taskQueue: 'smoke' });
try {
  const stopped = worker.start();
  await worker.ready();
  const result = await client.invoke('processOrder', { id: 'order-1', prices: ['0.1', '0.2'] });
  assert.deepEqual(result, { id: 'order-1', total: '0.30', receipt: '0bafe221' });
  await worker.stop();
  await stopped;
} finally {
  await client.close();
  await server.stop();
}
