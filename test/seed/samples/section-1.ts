// @ts-nocheck -- the sample is exactly as in section 1, without the type of `order`, which strict TypeScript requires
import { tfn } from 'temporal-functions';

export const validateOrder = tfn.fn('validateOrder', async (order) => ({ ...order, valid: true }));
export const chargePayment = tfn.fn('chargePayment', async (order) => ({ ...order, paid: order.valid }));

// This is ALL you write:
export const processOrder = tfn.workflow('processOrder', async (ctx, order) => {
  const validated = await ctx.run(validateOrder, order);
  const paid = await ctx.run(chargePayment, validated);
  return { orderId: order.id, status: 'complete' };
});
