import assert from 'node:assert/strict';
import type { tfn as clientTfn } from '@tfn/client';
import type { tfn as workerTfn } from '@tfn/worker';
import type * as orders from './functions/orders.ts';

interface Parts {
  client: typeof clientTfn;
  worker: typeof workerTfn;
  functions: typeof orders;
}

/** Bundles and runs the functions in a worker, and starts, signals and awaits workflows. */
export async function useWorkerAndClient({ client, worker, functions }: Parts): Promise<void> {
  const options = {
    temporal: { address: process.env.TEMPORAL_ADDRESS as string },
    taskQueue: process.env.TASK_QUEUE as string,
  };
  const running = worker.worker(options).registerModule(functions);
  const stopped = running.start();
  await running.ready();
  const caller = client.client(options);
  const { processOrder, approve, fail } = functions;
  const order = await caller.invoke(processOrder, { id: 'order-1', prices: [1, 2] });
  assert.deepEqual(order, { id: 'order-1', total: 3, receipt: '0bafe221' });
  const handle = await caller.start(approve);
  await handle.signal('approved', { by: 'Ada' });
  assert.equal(await handle.result(), 'approved by Ada');
  await assert.rejects(caller.invoke(fail), /Refused\./);
  await caller.close();
  await running.stop();
  await stopped;
  console.log(`It works on Node ${process.versions.node}.`);
}
