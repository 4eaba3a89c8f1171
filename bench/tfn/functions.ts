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

export const tenSteps = tfn.workflow('tenSteps', async (ctx, order: Order) => {
  let priced = order;
  for (let step = 0; step < 9; step += 1) priced = await ctx.run(price, priced);
  return ctx.run(charge, priced);
});

export const tenParallel = tfn.workflow('tenParallel', async (ctx, order: Order) => {
  const priced = await Promise.all(Array.from({ length: 10 }, () => ctx.run(price, order)));
  return { orderId: order.id, total: priced.reduce((sum, { total }) => sum + total, 0) };
});

export const sleepSignal = tfn.workflow('sleepSignal', async (ctx, order: Order) => {
  await ctx.sleep(10);
  await ctx.waitForSignal('go');
  return { orderId: order.id };
});

export const twoLocalSteps = tfn.workflow('twoLocalSteps', async (ctx, order: Order) => {
  const priced = await ctx.run(priceLocally, order);
  return ctx.run(chargeLocally, priced);
});

export const tenLocalSteps = tfn.workflow('tenLocalSteps', async (ctx, order: Order) => {
  let priced = order;
  for (let step = 0; step < 9; step += 1) priced = await ctx.run(priceLocally, priced);
  return ctx.run(chargeLocally, priced);
});

export const tenLocalParallel = tfn.workflow('tenLocalParallel', async (ctx, order: Order) => {
  const priced = await Promise.all(Array.from({ length: 10 }, () => ctx.run(priceLocally, order)));
  return { orderId: order.id, total: priced.reduce((sum, { total }) => sum + total, 0) };
});

/** Does nothing: only the start and the result cost time. */
export const accept = tfn.workflow('accept', async (_ctx, order: Order) => ({ orderId: order.id }));

/** Runs its last step when it receives the signal. */
export const waitsForGo = tfn.workflow('waitsForGo', async (ctx, order: Order) => {
  const priced = await ctx.run(price, order);
  await ctx.waitForSignal('go');
  return ctx.run(charge, priced);
});
