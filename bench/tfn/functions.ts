import { tfn } from '@tfn/core';

export interface Order {
  id: string;
  items: { sku: string; quantity: number }[];
  total: number;
}

const toPriced = (order: Order): Order => ({
  ...order,
  total: order.items.reduce((sum, { quantity }) => sum + quantity * 995, 0),
});
const toPayment = ({ id }: Order) => ({ orderId: id, chargeId: `ch_${id}` });

export const price = tfn.fn('price', async (order: Order) => toPriced(order));
export const charge = tfn.fn('charge', async (order: Order) => toPayment(order));
export const priceLocally = tfn.fn('priceLocally', async (order: Order) => toPriced(order), { local: true });
export const chargeLocally = tfn.fn('chargeLocally', async (order: Order) => toPayment(order), { local: true });

export const twoSteps = tfn.workflow('twoSteps', async (ctx, order: Order) => {
  const priced = await ctx.run(price, order);
  return ctx.run(charge, priced);
});

export const twoLocalSteps = tfn.workflow('twoLocalSteps', async (ctx, order: Order) => {
  const priced = await ctx.run(priceLocally, order);
  return ctx.run(chargeLocally, priced);
});

/** Does nothing of its own: what is left is what it takes to start it, and to tell of its result. */
export const accept = tfn.workflow('accept', async (_ctx, order: Order) => ({ orderId: order.id }));
