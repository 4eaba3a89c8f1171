// functions/orders.ts
import { tfn } from 'temporal-functions';

export interface Order {
  id: string;
  items: readonly { sku: string; qty: number }[];
}

export const validateOrder = tfn.fn('validateOrder', async (order: Order) => ({ ...order, valid: true }));

export const chargePayment = tfn.fn('chargePayment', async (order: Order) => ({ chargeId: `charge-${order.id}` }));

export const processOrder = tfn.workflow('processOrder', async (ctx, order: Order) => {
  let cancelled = false;
  ctx.onSignal('cancel', () => {
    cancelled = true;
  });
  const validated = await ctx.run(validateOrder, order);
  await ctx.waitFor(() => cancelled, '1 minute');
  if (cancelled) return { orderId: order.id, status: 'cancelled' };
  await ctx.run(chargePayment, validated);
  return { orderId: order.id, status: 'complete' };
});
