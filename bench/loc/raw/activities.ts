import type { Order } from './order.ts';

export async function validateOrder(order: Order): Promise<Order & { valid: boolean }> {
  if (order.total <= 0) throw new Error(`Order ${order.id} costs nothing.`);
  return { ...order, valid: true };
}

export async function chargePayment(order: Order): Promise<{ chargeId: string }> {
  return { chargeId: `ch_${order.id}` };
}
