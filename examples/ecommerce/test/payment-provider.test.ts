import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { startPaymentProvider } from '../src/outside/payment-provider/payment-provider.ts';
import type { PaymentProvider } from '../src/outside/payment-provider/payment-provider.ts';
import { readText } from '../src/outside/read-text.ts';

// Stripe's own client, as the shop uses it: what it accepts is near enough to Stripe.
let provider: PaymentProvider;
let stripe: Stripe;
let keys = 0;

beforeAll(async () => {
  provider = await startPaymentProvider({ webhookSecret: 'whsec_test', settleAfter: 10, slowness: 1000 });
  const { hostname, port } = new URL(provider.url);
  stripe = new Stripe('sk_test_1', { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
});

afterAll(() => provider.stop());

const createKey = () => `key-${(keys += 1)}`;

function pay(paymentMethod: string, { idempotencyKey = createKey(), amount = 995, timeout = 30_000 } = {}) {
  const metadata = { order_id: 'order-1' };
  return stripe.paymentIntents.create(
    { amount, currency: 'eur', payment_method: paymentMethod, confirm: true, metadata },
    { idempotencyKey, timeout },
  );
}

async function countPayments(): Promise<number> {
  return (await stripe.paymentIntents.list({ limit: 100 })).data.length;
}

describe('the payment provider', () => {
  test('gives the first answer to every request with the same key', async () => {
    const idempotencyKey = createKey();
    const before = await countPayments();
    const first = await pay('pm_card_visa', { idempotencyKey });
    const second = await pay('pm_card_visa', { idempotencyKey });
    expect(first).toMatchObject({ status: 'succeeded', amount: 995, metadata: { order_id: 'order-1' } });
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(await countPayments()).toBe(before + 1);
  });

  test('refuses a key that was used for another request', async () => {
    const idempotencyKey = createKey();
    await pay('pm_card_visa', { idempotencyKey });
    const another = pay('pm_card_visa', { idempotencyKey, amount: 1000 });
    await expect(another).rejects.toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
  });

  test('refuses a key whose first request is under way, and has its answer afterwards', async () => {
    const idempotencyKey = createKey();
    const first = pay('pm_card_slow', { idempotencyKey });
    await expect(
      (async () => {
        for (;;) await pay('pm_card_slow', { idempotencyKey, timeout: 500 });
      })(),
    ).rejects.toMatchObject({ statusCode: 409 });
    const { id } = await first;
    await expect(pay('pm_card_slow', { idempotencyKey })).resolves.toMatchObject({ id });
  });

  test('declines a card for good, also under the same key', async () => {
    const idempotencyKey = createKey();
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(pay('pm_card_chargeDeclined', { idempotencyKey })).rejects.toMatchObject({
        type: 'StripeCardError',
        code: 'card_declined',
      });
  });

  test('is out of order once, then takes the money without an answer, and charges once', async () => {
    const idempotencyKey = createKey();
    const before = await countPayments();
    await expect(pay('pm_card_flaky', { idempotencyKey })).rejects.toMatchObject({ statusCode: 503 });
    await expect(pay('pm_card_flaky', { idempotencyKey, timeout: 200 })).rejects.toMatchObject({
      type: 'StripeConnectionError',
    });
    await expect(pay('pm_card_flaky', { idempotencyKey })).resolves.toMatchObject({ status: 'succeeded' });
    expect(await countPayments()).toBe(before + 1);
  });

  test('refunds a payment once', async () => {
    const { id } = await pay('pm_card_visa');
    await expect(stripe.refunds.create({ payment_intent: id })).resolves.toMatchObject({ amount: 995 });
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
  });

  test('wants a key, and knows no other paths', async () => {
    expect((await fetch(`${provider.url}/v1/refunds`)).status).toBe(401);
    await expect(stripe.customers.list()).rejects.toMatchObject({ statusCode: 404 });
  });

  test('sends signed events until they are taken', async () => {
    const bodies: { text: string; signature: string }[] = [];
    const taken = new Promise<void>((resolve) => {
      server.on('request', (request, response) => {
        void readText(request).then((text) => {
          bodies.push({ text, signature: String(request.headers['stripe-signature']) });
          response.writeHead(bodies.length < 3 ? 503 : 200).end();
          if (bodies.length === 3) resolve();
        });
      });
    });
    const { secret } = await stripe.webhookEndpoints.create({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      enabled_events: ['payment_intent.payment_failed'],
    });
    const { id } = await pay('pm_sepa_debit_fails');
    await taken;
    const [first, , third] = bodies;
    expect(third?.text).toBe(first?.text);
    // Stripe's own check of its signatures.
    const event = stripe.webhooks.constructEvent(third?.text ?? '', third?.signature ?? '', secret ?? '');
    expect(event).toMatchObject({ type: 'payment_intent.payment_failed', data: { object: { id } } });
  });

  const server = createServer();
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
});
