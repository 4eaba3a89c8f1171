import { randomUUID } from 'node:crypto';
import { tfn } from '@tfn/core';
import type { Order } from './order';

/** Charges the customer. `ctx.idempotencyKey` is the same on every attempt, so that no customer is charged twice. */
export const chargePayment = tfn.fn(
  'chargePayment',
  async (order: Order, ctx) => {
    const amount = order.items.reduce((sum, item) => sum + item.quantity * item.price, 0);
    ctx.log.info('Charging', { amount, key: ctx.idempotencyKey });
    return { chargeId: randomUUID(), amount };
  },
  { timeout: '30s', retries: 3 },
);
