import { tfn } from '@tfn/core';
import { z } from 'zod';

export const cancellationSchema = z.object({ reason: z.string().max(200).default('no reason given') });

export const decisionSchema = z.object({ approved: z.boolean(), by: z.string().min(1).max(80) });

/** The state of an order. */
export interface OrderState {
  orderId: string;
  status: OrderStatus;
  /** In cents, with VAT. */
  total?: number;
  /** Why the order was stopped. */
  reason?: string;
  paymentId?: string;
  refundId?: string;
  tracking?: string;
}

export type OrderStatus =
  | 'received'
  | 'awaiting-approval'
  | 'charging'
  | 'awaiting-payment'
  | 'packing'
  | 'shipping'
  // The final statuses.
  | 'complete'
  | 'cancelled'
  | 'rejected'
  | 'unpaid'
  | 'failed';

/** Cancels an order that has not been shipped. */
export const cancelOrder = tfn.defineSignal<z.output<typeof cancellationSchema>>('cancel');

/** Approves or rejects an order over the limit. */
export const decideOrder = tfn.defineSignal<z.output<typeof decisionSchema>>('decide');

/** Reports the outcome of a payment that takes days. */
export const settlePayment = tfn.defineSignal<{ succeeded: boolean }>('settle-payment');

export const orderState = tfn.defineQuery<OrderState>('state');
