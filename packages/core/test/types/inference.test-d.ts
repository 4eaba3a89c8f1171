import { tfn } from '@tfn/core';
import type { InputOf, OutputOf } from '@tfn/core';
import { expectTypeOf } from 'expect-type';

interface Order {
  id: string;
  amount: number;
}

const charge = tfn.fn('charge', async (order: Order) => ({ paymentId: `pay-${order.id}` }));
const ping = tfn.fn('ping', async () => 'pong');
const processOrder = tfn.workflow('processOrder', async (ctx, order: Order) => {
  const payment = await ctx.run(charge, order);
  expectTypeOf(payment).toEqualTypeOf<{ paymentId: string }>();
  expectTypeOf(await ctx.run(ping)).toEqualTypeOf<string>();

  // @ts-expect-error -- the input is missing
  await ctx.run(charge);
  // @ts-expect-error -- the input is of another type
  await ctx.run(charge, 'order-1');
  // @ts-expect-error -- the order lacks its amount
  await ctx.run(charge, { id: 'order-1' });
  // @ts-expect-error -- the result has no such property
  void payment.total;

  return { orderId: order.id };
});

expectTypeOf(charge.name).toEqualTypeOf<'charge'>();
expectTypeOf<InputOf<typeof charge>>().toEqualTypeOf<Order>();
expectTypeOf<OutputOf<typeof processOrder>>().toEqualTypeOf<{ orderId: string }>();
