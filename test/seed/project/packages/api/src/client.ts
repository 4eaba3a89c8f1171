// packages/api/src/client.ts
import { tfn } from 'temporal-functions/client';
import { processOrder } from '@myproject/functions';

// Create client instance
const client = tfn.client({
  temporal: {
    address: process.env.TEMPORAL_ADDRESS || 'localhost:7233',
    namespace: 'production',
  },
  taskQueue: 'orders',
});

// API route handler
export async function createOrder(req: Request) {
  const order = await req.json();

  // Option 1: Fire and wait
  const result = await client.invoke(processOrder, order);
  return Response.json(result);
}

// The same with the document's second option, which follows the return of the first there
export async function startOrder(req: Request) {
  const order = await req.json();

  // Option 2: Fire and forget
  const handle = await client.start(processOrder, order, {
    workflowId: `order-${order.id}`, // Idempotent
  });
  return Response.json({
    workflowId: handle.workflowId,
    status: 'started',
  });
}

// Check status
export async function getOrderStatus(workflowId: string) {
  const handle = client.getHandle(workflowId);
  const status = await handle.query('status');
  return Response.json({ status });
}

// Send signal
export async function cancelOrder(workflowId: string) {
  await client.signal(workflowId, 'cancel', { reason: 'user_requested' });
  return Response.json({ cancelled: true });
}

export { client };
