import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.ts';
import type { Order } from './order.ts';

const { validateOrder, chargePayment } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });

export async function processOrder(order: Order): Promise<{ orderId: string; chargeId: string }> {
  const { chargeId } = await chargePayment(await validateOrder(order));
  return { orderId: order.id, chargeId };
}
