import { Client, Connection } from '@temporalio/client';
import express from 'express';
import type { Order } from './order.ts';
import type { processOrder } from './workflows.ts';

async function run(): Promise<void> {
  const connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? 'localhost:7233' });
  const client = new Client({ connection });
  const app = express().use(express.json());
  app.post('/orders', async (request, response) => {
    const order = request.body as Order;
    const result = await client.workflow.execute<typeof processOrder>('processOrder', {
      taskQueue: process.env['TASK_QUEUE'] ?? 'orders',
      workflowId: `order-${order.id}`,
      args: [order],
    });
    response.json(result);
  });
  const server = app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1');
  process.once('SIGTERM', () => {
    server.close(() => void connection.close());
  });
}

run().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
