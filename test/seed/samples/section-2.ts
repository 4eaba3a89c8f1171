// functions/orders.ts
import { tfn } from 'temporal-functions';

interface Order {
  id: string;
  items: string[];
}
interface ValidatedOrder extends Order {
  valid: true;
}
interface PaidOrder {
  id: string;
  chargeId: string;
}

export const validateOrder = tfn.fn('validateOrder', async (order: Order): Promise<ValidatedOrder> => {
  // validation logic
  if (order.items.length === 0) throw new Error(`order ${order.id} is empty`);
  return { ...order, valid: true };
});

export const chargePayment = tfn.fn('chargePayment', async (order: ValidatedOrder): Promise<PaidOrder> => {
  // payment logic
  return { id: order.id, chargeId: `charge-${order.id}` };
});

export const processOrder = tfn.workflow('processOrder', async (ctx, order: Order) => {
  const validated = await ctx.run(validateOrder, order);
  const paid = await ctx.run(chargePayment, validated);
  return { orderId: paid.id };
});
