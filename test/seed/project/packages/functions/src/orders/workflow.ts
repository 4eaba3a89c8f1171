import { tfn } from 'temporal-functions';
import { sendConfirmation } from '../notifications/email.ts';
import { chargePayment } from './payment.ts';
import { validateOrder } from './validate.ts';
import type { Order } from './validate.ts';

export const processOrder = tfn.workflow('processOrder', async (ctx, order: Order) => {
  let status = 'processing';
  ctx.onQuery('status', () => status);
  ctx.onSignal('cancel', ({ reason }: { reason: string }) => {
    status = `cancelled: ${reason}`;
  });
  const validated = await ctx.run(validateOrder, order);
  if (validated.onHold) {
    await ctx.waitFor(() => status !== 'processing');
    return { orderId: order.id, status, chargeId: undefined };
  }
  const { chargeId } = await ctx.run(chargePayment, validated);
  await ctx.run(sendConfirmation, { orderId: order.id });
  status = 'complete';
  return { orderId: order.id, status, chargeId };
});
