import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { tfn } from '@tfn/worker';
import * as orders from './fixtures/orders.ts';

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
});
