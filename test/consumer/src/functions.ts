// No annotations here: declaration emit must be able to name each of our types that it infers.
import { tfn } from '@tfn/core';
import type { SchemaFor } from '@tfn/core';

export interface Order {
  id: string;
  amount: number;
}

export const charge = tfn.fn('charge', async (order: Order) => ({ paymentId: `pay-${order.id}` }), { retries: 3 });
export const ping = tfn.fn('ping', async () => 'pong');

export const cancel = tfn.defineSignal<{ reason: string }>('cancel');
export const status = tfn.defineQuery<string>('status');
export const addItem = tfn.defineUpdate<number, { sku: string }>('addItem');

export const processOrder = tfn.workflow('processOrder', async (ctx, order: Order) => {
  const payment = await ctx.run(charge, order);
  // @ts-expect-error -- a type that an old compiler failed to load would be any, and allow this
  void payment.missing;
  await ctx.sleep('1 second');
  return { orderId: order.id, paymentId: payment.paymentId };
});

export const nightly = tfn.workflow('nightly', async (ctx) => ctx.run(ping));

// A result by a function.
export const basket = tfn.workflow('basket', async (ctx, { lines }: { lines: string[] }) => {
  ctx.onUpdate(addItem, ({ sku }) => lines.push(sku));
  if (ctx.info.continueAsNewSuggested) await ctx.continueAsNew(() => ({ lines }));
  await ctx.handlersFinished();
  return () => ({ total: lines.length });
});

// Readers get what the output schema returns.
declare const receipt: SchemaFor<{ text: string }>;
export const print = tfn.fn('print', async (id: string) => ({ id }), { output: receipt });
export const bill = tfn.workflow('bill', async (ctx, id: string) => (await ctx.run(print, id)).text.length, {
  output: receipt,
});

export const route = tfn.http('POST', '/api/orders', processOrder, { async: true });
export const schedule = tfn.cron('0 9 * * *', nightly, { timezone: 'America/New_York' });
