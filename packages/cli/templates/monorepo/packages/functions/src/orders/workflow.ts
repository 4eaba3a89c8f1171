import { tfn } from '@tfn/core';
import { sendEmail } from '../notifications/email';
import type { Order } from './order';
import { chargePayment } from './payment';
import { validateOrder } from './validate';

export const processOrder = tfn.workflow('processOrder', async (ctx, order: Order) => {
  const { valid, problem } = await ctx.run(validateOrder, order);
  if (!valid) return { orderId: order.id, status: 'rejected', problem };
  const { chargeId } = await ctx.run(chargePayment, order);
  await ctx.run(sendEmail, { to: order.customer.email, subject: `Order ${order.id}` });
  return { orderId: order.id, status: 'complete', chargeId };
});

tfn.http('POST', '/api/orders', processOrder, { workflowId: (request) => `order-${request.body.id}`, async: true });
