import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { startPaymentProvider } from '../src/outside/payment-provider/payment-provider.ts';
import type { PaymentProvider, ProviderCall } from '../src/outside/payment-provider/payment-provider.ts';
import { readText } from '../src/outside/read-text.ts';

// Stripe's own client, as the shop uses it: a provider that it accepts is close enough to Stripe.
let provider: PaymentProvider;
let stripe: Stripe;
let keys = 0;

beforeAll(async () => {
  provider = await startPaymentProvider({ webhookSecret: 'whsec_test', settleAfter: 10 });
  const { hostname, port } = new URL(provider.url);
  stripe = new Stripe('sk_test_1', { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
});

afterAll(() => provider.stop());

const createKey = () => `key-${(keys += 1)}`;

function pay(
  paymentMethod: string,
  { idempotencyKey = createKey(), amount = 995, timeout = 100_000, orderId = 'order-1' } = {},
) {
  const metadata = { order_id: orderId };
  return stripe.paymentIntents.create(
    { amount, currency: 'eur', payment_method: paymentMethod, confirm: true, metadata },
    { idempotencyKey, timeout },
  );
}

/** Reads the provider's endpoint that Stripe does not have. */
const headers = { authorization: 'Bearer sk_test_1' };

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

  test('refuses a key while its first request is in flight, and gives its answer afterwards', async () => {
    const idempotencyKey = createKey();
    const both = [0, 1].map(() => pay('pm_card_held', { idempotencyKey, orderId: 'order-held' }));
    // The one that arrived second.
    await expect(Promise.race(both)).rejects.toMatchObject({ statusCode: 409 });
    const body = new URLSearchParams({ order_id: 'order-held' });
    await fetch(`${provider.url}/v1/releases`, { method: 'POST', headers, body });
    const { id } = await Promise.any(both);
    await expect(pay('pm_card_held', { idempotencyKey, orderId: 'order-held' })).resolves.toMatchObject({ id });
  });

  test('gives the first answer even after the bank has transferred the money', async () => {
    const idempotencyKey = createKey();
    const { id } = await pay('pm_sepa_debit', { idempotencyKey });
    while ((await stripe.paymentIntents.retrieve(id)).status === 'processing');
    await expect(pay('pm_sepa_debit', { idempotencyKey })).resolves.toMatchObject({ id, status: 'processing' });
  });

  test('declines a card permanently, even under the same key', async () => {
    const idempotencyKey = createKey();
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(pay('pm_card_chargeDeclined', { idempotencyKey })).rejects.toMatchObject({
        type: 'StripeCardError',
        code: 'card_declined',
      });
  });

  test('is out of order once, then charges without an answer, and charges only once', async () => {
    const idempotencyKey = createKey();
    const before = await countPayments();
    const orderId = 'order-flaky';
    await expect(pay('pm_card_flaky', { idempotencyKey, orderId })).rejects.toMatchObject({ statusCode: 503 });
    // On a slow machine, the first request may time out before it reaches the provider; then another gets no answer.
    const failures: unknown[] = [];
    const tryAgain = () =>
      pay('pm_card_flaky', { idempotencyKey, orderId, timeout: 2000 }).catch((error) => void failures.push(error));
    let paid = await tryAgain();
    while (paid === undefined) paid = await tryAgain();
    expect(paid).toMatchObject({ status: 'succeeded' });
    expect(failures[0]).toMatchObject({ type: 'StripeConnectionError' });
    expect(await countPayments()).toBe(before + 1);
    const calls = (await (await fetch(`${provider.url}/v1/calls`, { headers })).json()) as ProviderCall[];
    const answers = calls.filter((call) => call.orderId === orderId).map(({ answer }) => answer);
    expect([...new Set(answers)]).toEqual([
      '503, out of order',
      'charged 9.95 €, but no answer comes',
      'charged 9.95 €, as before',
    ]);
  });

  test('refunds a payment once', async () => {
    const { id } = await pay('pm_card_visa');
    await expect(stripe.refunds.create({ payment_intent: id })).resolves.toMatchObject({ amount: 995 });
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
  });

  test('requires a key, and rejects unknown paths', async () => {
    expect((await fetch(`${provider.url}/v1/refunds`)).status).toBe(401);
    await expect(stripe.customers.list()).rejects.toMatchObject({ statusCode: 404 });
  });

  test('sends signed events until they are accepted', async () => {
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
    // Stripe's own signature check.
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
