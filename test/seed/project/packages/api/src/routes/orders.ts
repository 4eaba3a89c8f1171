import { cancelOrder, createOrder, getOrderStatus, startOrder } from '../client.ts';

/** Handles a request to the API's orders. */
export async function handleOrders(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const [, , id, action] = pathname.split('/');
  if (request.method === 'POST' && id === undefined) return createOrder(request);
  if (request.method === 'POST' && id === 'async') return startOrder(request);
  if (request.method === 'POST' && action === 'cancel') return cancelOrder(`order-${id}`);
  return getOrderStatus(`order-${id}`);
}
