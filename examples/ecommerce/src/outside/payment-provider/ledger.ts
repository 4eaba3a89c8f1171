import { randomBytes } from 'node:crypto';
import { ApiError } from './api-error.ts';

/** The fields of a request's form, by the names that were sent: 'amount', 'metadata[order_id]'. */
export type Form = Readonly<Record<string, string>>;

/** Stripe's PaymentIntent, as far as the shop uses it. */
export interface PaymentIntent {
  id: string;
  object: 'payment_intent';
  /** In cents. */
  amount: number;
  currency: string;
  status: 'succeeded' | 'processing' | 'requires_payment_method' | 'canceled';
  payment_method: string;
  metadata: Record<string, string>;
  created: number;
}

export interface Refund {
  id: string;
  object: 'refund';
  amount: number;
  status: 'succeeded';
  payment_intent: string;
  created: number;
}

/** Called when a payment settles. */
export type Announce = (type: string, object: PaymentIntent | Refund) => void;

/** The provider's books. Their entries are final, whether or not the caller received the response. */
export interface Ledger {
  createIntent(form: Form): PaymentIntent;
  findIntent(id: string): PaymentIntent;
  intents(): readonly PaymentIntent[];
  cancelIntent(id: string): PaymentIntent;
  /** Cancels a payment that is in flight. */
  settle(id: string, succeeded: boolean): void;
  refund(form: Form): Refund;
  refunds(): readonly Refund[];
}

export function createLedger(announce: Announce): Ledger {
  const intents = new Map<string, PaymentIntent>();
  const refunds: Refund[] = [];

  const findIntent = (id: string): PaymentIntent => {
    const intent = intents.get(id);
    if (intent === undefined)
      throw new ApiError(404, 'invalid_request_error', {
        code: 'resource_missing',
        message: `No such payment_intent: '${id}'`,
      });
    return intent;
  };

  return {
    findIntent,
    intents: () => [...intents.values()],
    refunds: () => refunds,
    createIntent(form) {
      const amount = Number(form['amount']);
      const method = form['payment_method'] ?? '';
      if (!Number.isInteger(amount) || amount < 50)
        throw new ApiError(400, 'invalid_request_error', {
          code: 'amount_too_small',
          message: 'The amount must be an integer of at least 50 cents.',
        });
      if (method === 'pm_card_chargeDeclined')
        throw new ApiError(402, 'card_error', { code: 'card_declined', message: 'Your card was declined.' });
      if (!/^pm_(card|sepa)_/.test(method))
        throw new ApiError(400, 'invalid_request_error', {
          code: 'resource_missing',
          message: `No such PaymentMethod: '${method}'`,
        });
      const intent: PaymentIntent = {
        id: createId('pi'),
        object: 'payment_intent',
        amount,
        currency: form['currency'] ?? 'eur',
        status: method.startsWith('pm_sepa') ? 'processing' : 'succeeded',
        payment_method: method,
        metadata: readMetadata(form),
        created: now(),
      };
      intents.set(intent.id, intent);
      if (intent.status === 'succeeded') announce('payment_intent.succeeded', intent);
      return intent;
    },
    cancelIntent(id) {
      const intent = findIntent(id);
      if (intent.status !== 'processing')
        throw new ApiError(400, 'invalid_request_error', {
          code: 'payment_intent_unexpected_state',
          message: `This PaymentIntent is '${intent.status}' and cannot be canceled.`,
        });
      intent.status = 'canceled';
      announce('payment_intent.canceled', intent);
      return intent;
    },
    settle(id, succeeded) {
      const intent = findIntent(id);
      if (intent.status !== 'processing') return;
      intent.status = succeeded ? 'succeeded' : 'requires_payment_method';
      announce(succeeded ? 'payment_intent.succeeded' : 'payment_intent.payment_failed', intent);
    },
    refund(form) {
      const intent = findIntent(form['payment_intent'] ?? '');
      if (intent.status !== 'succeeded' || refunds.some((each) => each.payment_intent === intent.id))
        throw new ApiError(400, 'invalid_request_error', {
          code: 'charge_already_refunded',
          message: `The payment '${intent.id}' has nothing to refund.`,
        });
      const { id, amount } = intent;
      const refund: Refund = {
        id: createId('re'),
        object: 'refund',
        amount,
        status: 'succeeded',
        payment_intent: id,
        created: now(),
      };
      refunds.push(refund);
      announce('refund.created', refund);
      return refund;
    },
  };
}

/** An id in Stripe's form, such as 'pi_5f0c…'. */
export function createId(prefix: string): string {
  return `${prefix}_${randomBytes(6).toString('hex')}`;
}

// --- internal ---

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function readMetadata(form: Form): Record<string, string> {
  const pairs = Object.entries(form).flatMap(([name, value]) => {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(pairs);
}
