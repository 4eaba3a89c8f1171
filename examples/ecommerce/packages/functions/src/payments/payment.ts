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
  /** 'processing' may take days; a webhook reports the outcome. */
  status: 'succeeded' | 'processing';
}

/**
 * Charges once, however many attempts there are: every attempt sends Stripe the same idempotency key. It is retried until there is
 * an answer, because a charge with an unknown outcome could not be refunded. The heartbeats show Temporal that the worker is alive;
 * when they stop, the next attempt starts on another worker.
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

/** Refunds a payment once; cancels one that is still processing, and does nothing for one that failed. */
export const refundPayment = tfn.fn(
  'refundPayment',
  async (paymentId: string, ctx): Promise<{ refundId?: string }> => {
    const { paymentIntents, refunds } = stripe();
    const { status } = await paymentIntents.retrieve(paymentId);
    // Fails when the payment has settled meanwhile; the next attempt sees the outcome.
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

/** The card's bank declines, and would decline again. */
class CardDeclined extends NonRetryableError {
  override name = 'CardDeclined';
}

/** Stripe rejects the request, and would reject it again. */
class PaymentRefused extends NonRetryableError {
  override name = 'PaymentRefused';
}

function toFailure(error: unknown): unknown {
  if (error instanceof Stripe.errors.StripeCardError) return new CardDeclined(error.message);
  if (error instanceof Stripe.errors.StripeError && error.statusCode === 400) return new PaymentRefused(error.message);
  return error;
}

let client: Stripe | undefined;

/** Stripe's own client. In tests and demos, STRIPE_API is the URL of a server with Stripe's API. */
function stripe(): Stripe {
  if (client === undefined) {
    const api = process.env['STRIPE_API'];
    const { protocol, hostname, port } = new URL(api ?? 'https://api.stripe.com');
    client = new Stripe(setting('STRIPE_KEY'), {
      timeout: Number(setting('STRIPE_TIMEOUT', '10000')),
      // Temporal retries, and shows the attempts.
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
