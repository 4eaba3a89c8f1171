import { tfn } from '@tfn/core';
import type { FunctionContext } from '@tfn/core';
import Stripe from 'stripe';
import { setting } from '../setting.ts';

export interface PaymentRequest {
  orderId: string;
  /** In cents. */
  amount: number;
  paymentMethod: string;
}

export interface Payment {
  paymentId: string;
  /** 'processing' is the bank's word for days; a webhook tells when they are over. */
  status: 'succeeded' | 'processing';
}

/**
 * Charges once, however often it is tried: every try hands Stripe the same idempotency key. The heartbeats tell Temporal that
 * the worker lives; when they stop, the next try starts on another worker.
 */
export const processPayment = tfn.fn(
  'processPayment',
  async ({ orderId, amount, paymentMethod }: PaymentRequest, ctx): Promise<Payment> => {
    const intent = await withHeartbeats(ctx, () =>
      stripe().paymentIntents.create(
        {
          amount,
          currency: 'eur',
          payment_method: paymentMethod,
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          confirm: true,
          metadata: { order_id: orderId },
        },
        { idempotencyKey: ctx.idempotencyKey },
      ),
    ).catch((error: unknown) => {
      throw error instanceof Stripe.errors.StripeCardError ? new CardDeclined(error.message) : error;
    });
    const { id, status } = intent;
    if (status === 'succeeded') return { paymentId: id, status: 'succeeded' };
    if (status === 'processing') return { paymentId: id, status: 'processing' };
    throw new Error(`The payment '${id}' is '${status}', which this shop does not know.`);
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

/** Gives the money back, once; a payment that is still under way is stopped. */
export const refundPayment = tfn.fn(
  'refundPayment',
  async (paymentId: string, ctx): Promise<{ refundId?: string }> => {
    const { status } = await stripe().paymentIntents.retrieve(paymentId);
    if (status === 'processing') {
      await stripe().paymentIntents.cancel(paymentId, {}, { idempotencyKey: ctx.idempotencyKey });
      return {};
    }
    const { id } = await stripe().refunds.create({ payment_intent: paymentId }, { idempotencyKey: ctx.idempotencyKey });
    return { refundId: id };
  },
  { timeout: '30s' },
);

// --- internal ---

const BEAT = 500;

class CardDeclined extends Error {
  override readonly name = 'CardDeclined';
}

let client: Stripe | undefined;

/** Stripe's own client. STRIPE_API is for whatever speaks Stripe's language in tests and demos. */
function stripe(): Stripe {
  if (client === undefined) {
    const api = process.env['STRIPE_API'];
    const { protocol, hostname, port } = new URL(api ?? 'https://api.stripe.com');
    client = new Stripe(setting('STRIPE_KEY'), {
      timeout: Number(setting('STRIPE_TIMEOUT', '10000')),
      // Temporal tries again, and shows that it does.
      maxNetworkRetries: 0,
      telemetry: false,
      ...(api !== undefined && { host: hostname, port, protocol: protocol === 'http:' ? 'http' : 'https' }),
    });
  }
  return client;
}

async function withHeartbeats<TResult>(ctx: FunctionContext, work: () => Promise<TResult>): Promise<TResult> {
  const timer = setInterval(() => ctx.heartbeat(), BEAT);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
