// The user's own files that the samples of the guides import.
import { tfn } from '@tfn/core';

export interface Order {
  id: string;
  items: { sku: string }[];
}

export const chargePayment = tfn.fn('chargePayment', async (order: Order) => ({ chargeId: `charge-${order.id}` }));
export const processOrder = tfn.workflow('processOrder', async (ctx, order: Order) => {
  const { chargeId } = await ctx.run(chargePayment, order);
  return { orderId: order.id, chargeId, status: 'complete' };
});
