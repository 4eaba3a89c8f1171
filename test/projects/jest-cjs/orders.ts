import { createHash } from 'node:crypto';
import { tfn } from '@tfn/core';

export interface Order {
  id: string;
  items: readonly { sku: string; qty: number }[];
  /** Milliseconds in which it can be cancelled. On a real server they also pass while a busy machine sends the signal. */
  patience?: number;
}

export const validateOrder = tfn.fn('validateOrder', async (order: Order) => ({ ...order, valid: true }));

export const chargePayment = tfn.fn('chargePayment', async (order: Order) => ({
  chargeId: createHash('sha1').update(order.id).digest('hex'),
}));

export const processOrder = tfn.workflow('processOrder', async (ctx, order: Order) => {
  let cancelled = false;
  ctx.onSignal('cancel', () => {
    cancelled = true;
  });
  const validated = await ctx.run(validateOrder, order);
  await ctx.waitFor(() => cancelled, order.patience ?? 5000);
  if (cancelled) return { orderId: order.id, status: 'cancelled' };
  await ctx.run(chargePayment, validated);
  return { orderId: order.id, status: 'complete' };
});
