import { createHash } from 'node:crypto';
import { NonRetryableError, tfn } from '@tfn/core';

export interface Order {
  id: string;
  prices: number[];
}

export const price = tfn.fn('price', async ({ id, prices }: Order) => ({
  total: prices.reduce((sum, next) => sum + next, 0),
  receipt: createHash('sha256').update(id).digest('hex').slice(0, 8),
}));

export const refuse = tfn.fn('refuse', async () => {
  throw new NonRetryableError('Refused.');
});

export const processOrder = tfn.workflow('processOrder', async (ctx, order: Order) => {
  const priced = await ctx.run(price, order);
  await ctx.sleep('10ms');
  return { id: order.id, ...priced };
});

export const approve = tfn.workflow('approve', async (ctx) => {
  const { by } = await ctx.waitForSignal<{ by: string }>('approved');
  return `approved by ${by}`;
});

export const fail = tfn.workflow('fail', async (ctx) => ctx.run(refuse));

export const patient = tfn.workflow('patient', async (ctx) => {
  await ctx.sleep('4 days');
  return 'rested';
});

tfn.http('POST', '/orders', processOrder);
