import { threads } from '../support/threads.ts';
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { tfn } from '@tfn/worker';
import { ownWorkflowThreads } from '../../src/sdk/threads/workflow-threads.ts';
import * as orders from '../fixtures/orders.ts';

const address = process.env['TFN_TEST_ADDRESS'] as string;

describe('a worker', () => {
  test('runs a workflow whose functions use Node in the same file', async () => {
    const taskQueue = `orders-${randomUUID()}`;
    const worker = tfn.worker({ temporal: { address }, taskQueue }).registerModule(orders);
    const stopped = worker.start();
    await worker.ready();
    const connection = await Connection.connect({ address });
    const client = new Client({ connection });
    const result = await client.workflow.execute('processOrder', {
      taskQueue,
      workflowId: randomUUID(),
      args: [{ id: 'a', total: 3 }],
    });
    expect(result).toMatchObject({ orderId: 'a', mail: 'sent to a' });
    await connection.close();
    await worker.stop();
    await stopped;
  });

  test('runs its workflows in the thread that was started early, and leaves no thread when it cannot start', async () => {
    ownWorkflowThreads();
    const nowhere = { address: '127.0.0.1:1', connectTimeout: '1s' } as const;
    const failing = tfn.worker({ temporal: nowhere, taskQueue: 'none' }).registerModule(orders);
    await expect(failing.start()).rejects.toMatchObject({ code: 'TFN_WORKER_UNREACHABLE' });
    expect(threads.size).toBe(0);

    ownWorkflowThreads();
    const worker = tfn.worker({ temporal: { address }, taskQueue: `orders-${randomUUID()}` }).registerModule(orders);
    const stopped = worker.start();
    await worker.ready();
    expect(threads.size).toBe(1);
    await worker.stop();
    await stopped;
    expect(threads.size).toBe(0);
  });
});
