import { NonRetryableError, tfn } from '@tfn/core';
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
 * Charges once, however often it is tried: every try hands Stripe the same idempotency key. It is tried until there is an answer,
 * as nobody could pay back a charge that may or may not have been made. The heartbeats tell Temporal that the worker lives; when
 * they stop, the next try starts on another worker.
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
      throw toFailure(error);
    });
    const { id, status } = intent;
    if (status === 'succeeded') return { paymentId: id, status: 'succeeded' };
    if (status === 'processing') return { paymentId: id, status: 'processing' };
    throw new PaymentRefused(`The payment '${id}' is '${status}', which this shop does not know.`);
  },
  {
    startToCloseTimeout: '30s',
    heartbeatTimeout: '2s',
    retry: {
      backoffCoefficient: 2,
      initialInterval: '500ms',
      maximumInterval: '30s',
    },
  },
);

/** Gives the money back, once; a payment that is still under way is stopped, and one that failed needs neither. */
export const refundPayment = tfn.fn(
  'refundPayment',
  async (paymentId: string, ctx): Promise<{ refundId?: string }> => {
    const { paymentIntents, refunds } = stripe();
    const { status } = await paymentIntents.retrieve(paymentId);
    // When it has ended meanwhile this fails, and the next try sees how.
    if (status === 'processing')
      await paymentIntents.cancel(paymentId, {}, { idempotencyKey: `cancel-${ctx.idempotencyKey}` });
    if (status !== 'succeeded') return {};
    const { id } = await refunds
      .create({ payment_intent: paymentId }, { idempotencyKey: `refund-${ctx.idempotencyKey}` })
      .catch((error: unknown) => {
        throw toFailure(error);
      });
    return { refundId: id };
  },
  { timeout: '30s' },
);

// --- internal ---

const BEAT = 500;

/** The card's bank says no; it will say so again. */
class CardDeclined extends NonRetryableError {
  override name = 'CardDeclined';
}

/** Stripe does not take the request as it is; it will not the next time. */
class PaymentRefused extends NonRetryableError {
  override name = 'PaymentRefused';
}

function toFailure(error: unknown): unknown {
  if (error instanceof Stripe.errors.StripeCardError) return new CardDeclined(error.message);
  if (error instanceof Stripe.errors.StripeError && error.statusCode === 400) return new PaymentRefused(error.message);
  return error;
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
