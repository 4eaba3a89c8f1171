import type { FunctionContext } from '@tfn/core';
import { tfn } from '@tfn/core';
import { openGateway } from '../shop/payment-gateway.ts';
import { shopDirectory } from '../shop/shop-directory.ts';

export interface PaymentRequest {
  orderId: string;
  /** In cents. */
  amount: number;
  card: string;
}

export interface Payment {
  chargeId: string;
  /** In cents. */
  amount: number;
}

const gateway = openGateway(shopDirectory);

/**
 * Charges the card once, however often it is tried: every try hands the gateway the same idempotency key. The heartbeats
 * tell Temporal that the worker lives; when they stop, the next try starts on another worker.
 */
export const processPayment = tfn.fn(
  'processPayment',
  async ({ orderId, amount, card }: PaymentRequest, ctx): Promise<Payment> => {
    const request = { orderId, amount, card, key: ctx.idempotencyKey };
    const { id } = await withHeartbeats(ctx, () => gateway.charge(request, ctx.signal));
    return { chargeId: id, amount };
  },
  {
    startToCloseTimeout: '30s',
    heartbeatTimeout: '2s',
    retry: {
      maximumAttempts: 10,
      backoffCoefficient: 2,
      initialInterval: '500ms',
      maximumInterval: '30s',
      nonRetryableErrorTypes: ['CardDeclined'],
    },
  },
);

/** Gives the money back, once. */
export const refundPayment = tfn.fn(
  'refundPayment',
  async ({ chargeId }: Payment, ctx): Promise<{ refundId: string }> => {
    const { id } = await gateway.refund({ chargeId, key: ctx.idempotencyKey });
    return { refundId: id };
  },
  { timeout: '10s' },
);

// --- internal ---

const BEAT = 500;

async function withHeartbeats<TResult>(ctx: FunctionContext, work: () => Promise<TResult>): Promise<TResult> {
  const timer = setInterval(() => ctx.heartbeat(), BEAT);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
