import { setTimeout as delay } from 'node:timers/promises';
import {
  closeDatabase,
  dailySalesReport,
  handlePaymentEvent,
  processOrder,
  releaseInventory,
  reserveInventory,
} from '@shop/functions';
import type { Order } from '@shop/functions';
import { tfn } from '@tfn/testing';
import type { TestEnv } from '@tfn/testing';
import { GRINDER, createOrder } from './fixtures/orders.ts';
import { openWorld } from './fixtures/world.ts';
import type { TestWorld } from './fixtures/world.ts';

// Nothing is mocked: a real Temporal, PostgreSQL, SMTP, and a provider that speaks Stripe's API.
let shop: TestWorld;
let env: TestEnv;

beforeAll(async () => {
  shop = await openWorld();
  Object.assign(process.env, shop.world.env, { PACKING_TIME: '10ms', STRIPE_TIMEOUT: '10000' });
  env = await tfn.testEnv({ engine: 'server' });
});

afterAll(async () => {
  await env.close();
  await closeDatabase();
  await shop.close();
});

const place = (order: Order) => env.execute(processOrder, order, { workflowId: order.id });
const mailsOf = ({ id }: Order) => shop.world.mail.mails().filter(({ subject }) => subject.includes(id));
const answersOf = async ({ id }: Order) => (await shop.world.paymentCalls(id)).map(({ answer }) => answer);

async function stockOf(sku: string): Promise<number> {
  const { rows } = await shop.world.database.query('SELECT stock FROM products WHERE sku = $1', [sku]);
  return rows[0].stock;
}

describe('an order', () => {
  test('is priced with tax, merged by product, charged, shipped, and confirmed by a mail', async () => {
    const line = { sku: 'espresso', quantity: 1 };
    const order = createOrder({ items: [line, { sku: 'kettle', quantity: 1 }, line] });
    const { total, tracking, paymentId } = await place(order);
    expect(total).toBe(21_337);
    const payment = await shop.world.stripe.paymentIntents.retrieve(paymentId ?? '');
    expect(payment).toMatchObject({ amount: 21_337, metadata: { order_id: order.id } });
    expect(shop.world.carrier.shipments()).toContainEqual({ tracking, reference: order.id });
    const [mail, ...more] = mailsOf(order);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ to: 'ada@example.com', subject: `Your order ${order.id} is on its way` });
    expect(mail?.text).toContain('2 × espresso');
    expect(mail?.html).toContain(`213.37 € (${paymentId})`);
    const { rows } = await shop.world.database.query('SELECT * FROM orders WHERE id = $1', [order.id]);
    expect(rows).toMatchObject([{ status: 'complete', total: 21_337, tracking, payment_id: paymentId }]);
  });

  test('is charged once although the provider first fails, and then does not answer', async () => {
    const order = createOrder({ paymentMethod: 'pm_card_flaky' });
    await expect(place(order)).resolves.toMatchObject({ status: 'complete' });
    const price = `${(GRINDER / 100).toFixed(2)} €`;
    expect(await answersOf(order)).toEqual([
      '503, out of order',
      `charged ${price}, but no answer comes`,
      `charged ${price}, as before`,
    ]);
  });

  test.each([
    ['CardDeclined', { paymentMethod: 'pm_card_chargeDeclined' }],
    ['UnknownProduct', { items: [{ sku: 'teapot', quantity: 1 }] }],
    ['OutOfStock', { items: [{ sku: 'kettle', quantity: 36 }] }],
    ['PaymentRefused', { paymentMethod: 'pm_unknown' }],
    ['InvalidOrder', { items: [{ sku: 'espresso', quantity: 101 }] }],
  ])('fails with %s, leaves the stock unchanged, and sends the customer a mail', async (type, more) => {
    const before = await Promise.all(['grinder', 'kettle', 'espresso'].map(stockOf));
    const order = createOrder(more);
    await expect(place(order)).rejects.toMatchObject({ details: { rootCause: { type } } });
    expect(await Promise.all(['grinder', 'kettle', 'espresso'].map(stockOf))).toEqual(before);
    expect(mailsOf(order)).toMatchObject([{ subject: `Your order ${order.id} was stopped` }]);
  });

  test('that the carrier refuses is refunded', async () => {
    const order = createOrder({ address: { street: 'Nowhere 1', postcode: '00000', city: 'Nowhere' } });
    await expect(place(order)).rejects.toMatchObject({ details: { rootCause: { type: 'Undeliverable' } } });
    expect(await answersOf(order)).toEqual([expect.stringMatching(/^charged/), expect.stringMatching(/^refunded/)]);
  });
});

describe('the stock', () => {
  test('is never sold twice, however many customers want it at once', async () => {
    const stock = await stockOf('machine');
    const items = [{ sku: 'machine', quantity: 5 }];
    const orders = Array.from({ length: 4 }, () => createOrder({ items }));
    const results = await Promise.allSettled(orders.map(({ id }) => env.run(reserveInventory, { id, items })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(Math.floor(stock / 5));
    expect(await stockOf('machine')).toBe(stock % 5);
    for (const { id } of orders) await env.run(releaseInventory, id);
    expect(await stockOf('machine')).toBe(stock);
  });

  test('is reserved and released once, however many attempts there are', async () => {
    const { id, items } = createOrder();
    const stock = await stockOf('grinder');
    for (let attempt = 0; attempt < 2; attempt++) await env.run(reserveInventory, { id, items });
    expect(await stockOf('grinder')).toBe(stock - 1);
    for (let attempt = 0; attempt < 2; attempt++) await env.run(releaseInventory, id);
    expect(await stockOf('grinder')).toBe(stock);
  });
});

test('an event from the provider settles the waiting order', async () => {
  const order = createOrder({ paymentMethod: 'pm_sepa_debit' });
  const handle = await env.start(processOrder, order, { workflowId: order.id });
  const object = { id: 'pi_1', metadata: { order_id: order.id } };
  await env.execute(handlePaymentEvent, { id: 'evt_1', type: 'payment_intent.succeeded', data: { object } });
  await expect(handle.result()).resolves.toMatchObject({ status: 'complete' });
  const { rows } = await shop.world.database.query('SELECT type FROM payment_events WHERE order_id = $1', [order.id]);
  expect(rows).toEqual([{ type: 'payment_intent.succeeded' }]);
});

test('an order whose bank does not pay ends unpaid, with nothing to refund', async () => {
  const order = createOrder({ paymentMethod: 'pm_sepa_debit_fails' });
  const handle = await env.start(processOrder, order, { workflowId: order.id });
  const hasFailed = async () =>
    (await shop.world.stripe.paymentIntents.list({ limit: 100 })).data.some(
      ({ metadata, status }) => metadata['order_id'] === order.id && status === 'requires_payment_method',
    );
  while (!(await hasFailed())) await delay(20);
  const object = { id: 'pi_2', metadata: { order_id: order.id } };
  await env.execute(handlePaymentEvent, { id: 'evt_2', type: 'payment_intent.payment_failed', data: { object } });
  await expect(handle.result()).resolves.toMatchObject({ status: 'unpaid' });
  expect((await answersOf(order)).filter((answer) => answer.startsWith('refunded'))).toEqual([]);
});

test('the daily report counts the sales, is saved, and is mailed to the owner', async () => {
  const { rows } = await shop.world.database.query(
    "SELECT count(*)::int AS orders, sum(total)::int AS revenue FROM orders WHERE status = 'complete'",
  );
  // In its own environment: time in the other one is days ahead of the database's.
  const today = await tfn.testEnv({ engine: 'server' });
  const sales = await today.execute(dailySalesReport);
  await today.close();
  expect(sales).toMatchObject(rows[0]);
  expect(sales.best[0]).toMatchObject({ sku: 'espresso' });
  const reports = await shop.world.database.query('SELECT sales FROM sales_reports');
  expect(reports.rows).toEqual([{ sales }]);
  expect(shop.world.mail.mails().at(-1)).toMatchObject({ to: 'owner@shop.example' });
});
