import { tfn } from '@tfn/core';
import { database } from '../database/database.ts';
import type { OrderState, OrderStatus } from './messages.ts';
import type { Order } from './order.ts';

/** Saves the state of an order in the database, for lists of orders. Idempotent. */
export const recordOrder = tfn.fn(
  'recordOrder',
  async ({ order, state }: { order: Order; state: OrderState }): Promise<OrderStatus> => {
    const { status, total, reason, paymentId, refundId, tracking } = state;
    await database().query(
      `INSERT INTO orders (id, customer, items, status, total, reason, payment_id, refund_id, tracking)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (id) DO UPDATE SET status = $4, total = $5, reason = $6, payment_id = $7, refund_id = $8,
         tracking = $9, updated_at = now()`,
      [order.id, order.customer, JSON.stringify(order.items), status, total, reason, paymentId, refundId, tracking],
    );
    return status;
  },
  { local: true, timeout: '10s' },
);
