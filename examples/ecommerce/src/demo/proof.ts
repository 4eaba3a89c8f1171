import type { Order } from '@shop/functions';
import { check, checkEqual } from './check.ts';
import type { Stage } from './stage.ts';

/** What a scene has proved about an order. */
export interface Proof {
  readonly orderId: string;
  readonly ended: string;
  /** Successful payments, and refunds. */
  readonly charges: number;
  readonly refunds: number;
  readonly mails: number;
}

export interface Scene {
  readonly title: string;
  play(stage: Stage): Promise<readonly Proof[]>;
}

/** The expected results of an order. */
export interface Expected {
  ended: string;
  status: string | undefined;
  charges: number;
  refunds?: number;
  /** Parts of the mails' subjects, in order. */
  mails: readonly string[];
}

/** 79.00 and two times 24.90, plus 19 %, in cents. */
export const TOTAL = 15_327;

export function createOrder(id: string, more: Partial<Order> = {}): Order {
  return {
    id,
    customer: 'ada@example.com',
    paymentMethod: 'pm_card_visa',
    address: { street: 'Invalidenstraße 1', postcode: '10115', city: 'Berlin' },
    items: [
      { sku: 'grinder', quantity: 1 },
      { sku: 'espresso', quantity: 2 },
    ],
    ...more,
  };
}

/** Places an order over HTTP. */
export async function placeOrder(stage: Stage, order: Order): Promise<void> {
  const list = order.items.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ');
  stage.narrator.line('client', `POST /api/orders: ${list} with ${order.paymentMethod}`);
  const { status, body } = await stage.request('/api/orders', order);
  check(status === 202 && body['workflowId'] === order.id, `the shop accepts ${order.id} (${JSON.stringify(body)})`);
}

/** Compares the provider's payments, the mails and the database with the expected results. */
export async function prove(stage: Stage, orderId: string, expected: Expected): Promise<Proof> {
  const { world } = stage;
  const { data: intents } = await world.stripe.paymentIntents.list({ limit: 100 });
  const { data: refunds } = await world.stripe.refunds.list({ limit: 100 });
  const paid = intents.filter(({ metadata, status }) => metadata['order_id'] === orderId && status === 'succeeded');
  const back = refunds.filter(({ payment_intent }) => paid.some(({ id }) => id === payment_intent));
  // A mail that was sent twice because a worker died in between has the same Message-ID: mail programs show one.
  const received = world.mail.mails().filter(({ subject }) => subject.includes(orderId));
  const mails = [...new Map(received.map((mail) => [mail.messageId, mail])).values()];
  const { rows } = await world.database.query('SELECT status FROM orders WHERE id = $1', [orderId]);
  checkEqual(`the number of charges of ${orderId}`, paid.length, expected.charges);
  checkEqual(`the number of refunds of ${orderId}`, back.length, expected.refunds ?? 0);
  checkEqual(`the number of mails of ${orderId}`, mails.length, expected.mails.length);
  checkEqual(`the status of ${orderId}`, rows[0]?.status, expected.status);
  for (const [index, part] of expected.mails.entries())
    check(mails[index]?.subject.includes(part) === true, `mail ${index + 1} of ${orderId} says '${part}'`);
  return { orderId, ended: expected.ended, charges: paid.length, refunds: back.length, mails: mails.length };
}
