import { createHash } from 'node:crypto';
import { tfn } from 'temporal-functions';
import type { Order } from './validate.ts';

export const chargePayment = tfn.fn('chargePayment', async (order: Order) => ({
  chargeId: createHash('sha1').update(order.id).digest('hex'),
  amount: order.total,
}));
