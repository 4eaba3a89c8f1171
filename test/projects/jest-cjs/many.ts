import { tfn } from '@tfn/core';
import { chargePayment, processOrder, validateOrder } from './orders';
import type { Order } from './orders';

export { chargePayment, processOrder, validateOrder };

export const waitsForPayment = tfn.workflow('waitsForPayment', async (ctx, order: Order) =>
  ctx.run(chargePayment, order),
);

/** Has a child that it awaits, an abandoned child, and a completed step. */
export const household = tfn.workflow('household', async (ctx, order: Order) => {
  await ctx.child(sleeps, undefined, { parentClosePolicy: 'abandon' });
  const child = await ctx.child(sleeps);
  await ctx.run(validateOrder, order);
  await child.result();
});

export const sleeps = tfn.workflow('sleeps', async (ctx) => ctx.sleep('1 day'));
