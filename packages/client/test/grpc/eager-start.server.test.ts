import { randomUUID } from 'node:crypto';
import { tfn } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import * as functions from '../fixtures/functions.ts';
import { startRawWorker } from '../support/raw-worker.ts';
import type { RawWorker } from '../support/raw-worker.ts';
import { address } from '../support/transports.ts';

const order = { id: '7', amount: 5 };
const done = { orderId: '7', chargeId: 'charge-7' };

let worker: RawWorker;
let shared: TfnClient;
beforeAll(async () => {
  worker = await startRawWorker();
  shared = tfn.client({ temporal: { connection: worker.connection }, taskQueue: worker.taskQueue });
});
afterAll(async () => {
  await shared.close();
  await worker.stop();
});

describe('a client over the connection of a worker in its process', () => {
  it('has that worker run the first task immediately', async () => {
    const handle = await shared.start(functions.processOrder, order);
    expect(await handle.result()).toEqual(done);
    expect(await wasEager(handle.workflowId)).toBe(true);
    expect(handle.eagerlyStarted).toBe(true);
  });

  it('starts on the task queues of other workers as any client does', async () => {
    const handle = await shared.start(functions.processOrder, order, { taskQueue: `others-${randomUUID()}` });
    expect(await wasEager(handle.workflowId)).toBe(false);
    expect(handle.eagerlyStarted).toBe(false);
    await handle.terminate('the test is over');
  });
});

describe('a client over its own connection', () => {
  it('leaves the first task to the pollers', async () => {
    const own = tfn.client({ temporal: { address }, taskQueue: worker.taskQueue });
    try {
      const handle = await own.start(functions.processOrder, order);
      expect(await handle.result()).toEqual(done);
      expect(await wasEager(handle.workflowId)).toBe(false);
    } finally {
      await own.close();
    }
  });
});

/** Whether Temporal returned the first task in the response to the start. */
async function wasEager(workflowId: string): Promise<boolean> {
  const { events } = await shared.temporal.workflow.getHandle(workflowId).fetchHistory();
  return events?.[0]?.workflowExecutionStartedEventAttributes?.eagerExecutionAccepted === true;
}
