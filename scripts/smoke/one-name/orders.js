import { tfn } from 'temporal-functions';

export const chargePayment = tfn.fn('chargePayment', async (order) => ({ chargeId: `ch_${order.id}` }));
export const processOrder = tfn.workflow('processOrder', async (ctx, order) => {
  const { chargeId } = await ctx.run(chargePayment, order);
  return { orderId: order.id, chargeId };
});
tfn.http('POST', '/orders', processOrder);
