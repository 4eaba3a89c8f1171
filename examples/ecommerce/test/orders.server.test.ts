import { directory, removeShop } from './fixtures/shop.ts';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tfn as clientTfn } from '@tfn/client';
import { tfn as workerTfn } from '@tfn/worker';
import * as functions from '../src/functions/index.ts';
import type { Order } from '../src/functions/order.ts';
import { openGateway } from '../src/shop/payment-gateway.ts';

const { cancelOrder, orderStatus, orderWithCancellation, processOrder } = functions;
const address = process.env['TFN_TEST_ADDRESS'] as string;
const taskQueue = `orders-${randomUUID()}`;
const client = clientTfn.client({ temporal: { address }, taskQueue });
const worker = workerTfn.worker({ temporal: { address }, taskQueue });
const gateway = openGateway(directory);

beforeAll(async () => {
  worker.registerModule(functions);
  void worker.start();
  await worker.ready();
});

afterAll(async () => {
  await client.close();
  await worker.stop();
  removeShop();
});

function createOrder(order: Partial<Order> = {}): Order {
  const items = [{ sku: 'grinder', quantity: 1 }];
  return { id: `order-${randomUUID()}`, customer: 'ada@example.com', card: 'tok_visa', items, ...order };
}

const bookingsOf = ({ id }: Order) => gateway.bookings().filter(({ orderId }) => orderId === id);
const answersOf = ({ id }: Order) => gateway.calls().flatMap(({ orderId, answer }) => (orderId === id ? [answer] : []));

async function untilPacking(order: Order): Promise<void> {
  while ((await client.query(order.id, orderStatus)) !== 'packing')
    await new Promise((resolve) => setImmediate(resolve));
}

describe('processOrder', () => {
  test('charges the price with tax, merges equal lines, and sends a mail that names the charge', async () => {
    const line = { sku: 'espresso', quantity: 1 };
    const order = createOrder({ items: [line, { sku: 'kettle', quantity: 1 }, line] });
    const result = await client.invoke(processOrder, order);
    const [charge] = bookingsOf(order);
    expect(charge).toMatchObject({ kind: 'charge', amount: 21_337 });
    expect(result).toEqual({ orderId: order.id, status: 'complete', chargeId: charge?.id });
    const mail = readFileSync(join(directory, `${order.id}.eml`), 'utf8');
    expect(mail).toContain('To: ada@example.com');
    expect(mail).toContain(charge?.id);
  });

  test('charges once although the gateway fails twice', async () => {
    const order = createOrder({ card: 'tok_flaky' });
    await expect(client.invoke(processOrder, order)).resolves.toMatchObject({ status: 'complete' });
    expect(answersOf(order)).toEqual(['503 unavailable', '503 unavailable', 'charged']);
    expect(bookingsOf(order)).toHaveLength(1);
  });

  test('fails at the first try when the bank declines the card', async () => {
    const order = createOrder({ card: 'tok_declined' });
    await expect(client.invoke(processOrder, order)).rejects.toMatchObject({
      code: 'TFN_WORKFLOW_FAILED',
      details: { rootCause: { type: 'CardDeclined' } },
    });
    expect(answersOf(order)).toEqual(['card declined']);
    expect(bookingsOf(order)).toEqual([]);
  });

  test.each([
    ['UnknownProduct', [{ sku: 'teapot', quantity: 1 }]],
    ['OutOfStock', [{ sku: 'kettle', quantity: 36 }]],
    ['InvalidOrder', [{ sku: 'espresso', quantity: 101 }]],
  ])('fails with %s and charges nothing', async (type, items) => {
    const order = createOrder({ items });
    await expect(client.invoke(processOrder, order)).rejects.toMatchObject({ details: { rootCause: { type } } });
    expect(answersOf(order)).toEqual([]);
  });

  test('is refused before it starts when the input does not fit the schema', async () => {
    const order = createOrder({ customer: 'nobody', items: [] });
    const options = { workflowId: order.id };
    await expect(client.start(processOrder, order, options)).rejects.toMatchObject({ code: 'TFN_INPUT_INVALID' });
    await expect(client.getHandle(order.id).describe()).rejects.toMatchObject({ code: 'TFN_WORKFLOW_NOT_FOUND' });
  });
});

describe('orderWithCancellation', () => {
  test('pays the whole charge back when it is cancelled after the payment', async () => {
    const order = createOrder();
    const handle = await client.start(orderWithCancellation, order, { workflowId: order.id });
    await untilPacking(order);
    await handle.signal(cancelOrder, 'found it cheaper');
    const result = await handle.result();
    const [charge, refund] = bookingsOf(order).sort((a, b) => a.kind.localeCompare(b.kind));
    expect(result).toMatchObject({ status: 'cancelled', reason: 'found it cheaper', refundId: refund?.id });
    expect(refund).toMatchObject({ kind: 'refund', amount: charge?.amount });
    await expect(handle.query(orderStatus)).resolves.toBe('cancelled');
  });

  test('charges nothing when it is cancelled at once', async () => {
    const order = createOrder();
    const handle = await client.signalWithStart(orderWithCancellation, {
      workflowId: order.id,
      input: order,
      signal: cancelOrder,
      payload: 'ordered twice',
    });
    await expect(handle.result()).resolves.toEqual({ orderId: order.id, status: 'cancelled', reason: 'ordered twice' });
    expect(answersOf(order)).toEqual([]);
  });

  test('is complete when nobody cancels while it is packed', async () => {
    const order = createOrder();
    const result = await client.invoke(orderWithCancellation, order, { workflowId: order.id });
    expect(result).toMatchObject({ status: 'complete' });
    expect(bookingsOf(order)).toMatchObject([{ kind: 'charge' }]);
    expect(existsSync(join(directory, `${order.id}.eml`))).toBe(false);
  });
});
