import { tfn } from '@tfn/core';

interface Order {
  id: string;
  total: number;
}

export const validateOrder = tfn.fn('validateOrder', async (order: Order) => {
  if (order.total <= 0) throw new Error(`Order ${order.id} costs nothing.`);
  return { ...order, valid: true };
});
export const chargePayment = tfn.fn('chargePayment', async (order: Order) => ({ chargeId: `ch_${order.id}` }));
export const processOrder = tfn.workflow('processOrder', async (ctx, order: Order) => {
  const { chargeId } = await ctx.run(chargePayment, await ctx.run(validateOrder, order));
  return { orderId: order.id, chargeId };
});
tfn.http('POST', '/orders', processOrder);
