import { Router } from 'express';
import type { TfnClient } from '@tfn/client';
import type * as functions from '@{{name}}/functions';

/** Starts an order's workflow, and returns its result. Imports only types of the functions, so none of their code is loaded. */
export function orderRoutes(client: TfnClient<typeof functions>): Router {
  const routes = Router();
  routes.post('/api/orders', async (request, response) => {
    const order = request.body as functions.Order;
    const handle = await client.start('processOrder', order, { workflowId: `order-${order.id}` });
    response.status(202).json({ workflowId: handle.workflowId });
  });
  routes.get('/api/orders/:id', async (request, response) => {
    response.json(await client.getHandle(`order-${request.params.id}`).result());
  });
  return routes;
}
