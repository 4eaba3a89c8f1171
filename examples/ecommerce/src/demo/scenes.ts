import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isTfnError } from '@tfn/core';
import { cancelOrder, orderStatus, orderWithCancellation, processOrder } from '../functions/index.ts';
import type { Order } from '../functions/order.ts';
import type { Booking } from '../shop/payment-gateway.ts';
import { check } from './check.ts';
import { createFollower } from './follow-order.ts';
import type { OrderNews } from './follow-order.ts';
import type { Stage } from './stage.ts';

/** What a scene has shown. */
export interface Proof {
  readonly orderId: string;
  readonly ended: string;
  /** Calls of the payment gateway, and what they booked. */
  readonly calls: number;
  readonly charges: number;
  readonly refunds: number;
}

export interface Scene {
  readonly title: string;
  play(stage: Stage): Promise<Proof>;
}

export const scenes: readonly Scene[] = [
  {
    title: 'An order goes through',
    async play(stage) {
      const order = createOrder('order-1001', 'tok_visa');
      const handle = await place(stage, order);
      const again = await stage.client.start(processOrder, order, { workflowId: order.id });
      check(again.runId === handle.runId, 'ordering twice under one id starts one workflow');
      stage.teller.line('client', 'orders the same again by mistake: gets the same run');
      await createFollower(stage, order.id)(completed);
      const result = await handle.result();
      const proof = prove(stage, order.id, { calls: 1, charges: 1 });
      check(
        result.chargeId === chargesOf(stage, order.id)[0]?.id,
        'the workflow returns the charge that the gateway booked',
      );
      check(existsSync(join(stage.shopDirectory, `${order.id}.eml`)), 'the customer got a mail');
      stage.teller.line('client', `has ${result.chargeId}, status '${result.status}', and a mail`);
      return { ...proof, ended: 'completed' };
    },
  },
  {
    title: 'A customer cancels, and gets the money back',
    async play(stage) {
      const { client, teller } = stage;
      const order = createOrder('order-1002', 'tok_visa');
      teller.line('client', `orders ${describeOrder(order)}`);
      const handle = await client.start(orderWithCancellation, order, { workflowId: order.id });
      const follow = createFollower(stage, order.id);
      await follow(async () => (await handle.query(orderStatus)) === 'packing');
      teller.line('client', "sees status 'packing', regrets, sends signal 'cancel'");
      await handle.signal(cancelOrder, 'found it cheaper');
      await follow(completed);
      const result = await handle.result();
      const proof = prove(stage, order.id, { calls: 2, charges: 1, refunds: 1 });
      check(
        result.status === 'cancelled' && result.reason === 'found it cheaper',
        'the workflow tells why it was cancelled',
      );
      teller.line('client', `has ${result.refundId}, status '${result.status}': ${result.reason}`);
      return { ...proof, ended: 'cancelled, refunded' };
    },
  },
  {
    title: 'The payment gateway is down, twice',
    async play(stage) {
      const order = createOrder('order-1003', 'tok_flaky');
      const handle = await place(stage, order);
      await createFollower(stage, order.id)(completed);
      const result = await handle.result();
      const proof = prove(stage, order.id, { calls: 3, charges: 1 });
      stage.teller.line('client', `has ${result.chargeId}, status '${result.status}'`);
      return { ...proof, ended: 'completed at try 3' };
    },
  },
  {
    title: 'An order that makes no sense starts nothing',
    async play(stage) {
      const { client, teller } = stage;
      const order = { ...createOrder('order-1004', 'tok_visa'), customer: 'nobody', items: [] };
      const refused = await client.start(processOrder, order, { workflowId: order.id }).then(
        () => undefined,
        (error: unknown) => error,
      );
      check(isTfnError(refused) && refused.code === 'TFN_INPUT_INVALID', 'the client refuses an order without items');
      teller.line('client', refused.message.split('\n')[0] ?? '');
      const found = await client
        .getHandle(order.id)
        .describe()
        .then(
          () => true,
          (error: unknown) => !(isTfnError(error) && error.code === 'TFN_WORKFLOW_NOT_FOUND'),
        );
      check(!found, 'Temporal never heard of it');
      teller.line('temporal', `has no workflow '${order.id}'`);
      return { ...prove(stage, order.id, { calls: 0, charges: 0 }), ended: 'refused by its schema' };
    },
  },
  {
    title: 'The worker dies while the card is being charged',
    async play(stage) {
      const { teller } = stage;
      const order = createOrder('order-1005', 'tok_slow');
      const handle = await place(stage, order);
      const follow = createFollower(stage, order.id);
      await follow(({ calls }) => calls.length > 0);
      const { pid } = stage.worker;
      await stage.worker.kill();
      teller.line('worker', `kill -9 ${pid}: the money is taken, its answer lost`);
      const { status } = await handle.describe();
      check(status === 'running', 'the order survives its worker');
      teller.line('temporal', `says that ${order.id} is ${status}`);
      const { pid: newPid } = await stage.startWorker();
      check(newPid !== pid, 'a new worker runs');
      await follow(completed);
      const result = await handle.result();
      const proof = prove(stage, order.id, { calls: 2, charges: 1 });
      teller.line('client', `has ${result.chargeId}, status '${result.status}', charged once`);
      return { ...proof, ended: 'completed after kill -9' };
    },
  },
];

// --- internal ---

const completed = ({ isCompleted }: OrderNews): boolean => isCompleted;

function createOrder(id: string, card: string): Order {
  return {
    id,
    card,
    customer: 'ada@example.com',
    items: [
      { sku: 'grinder', quantity: 1 },
      { sku: 'espresso', quantity: 2 },
    ],
  };
}

function describeOrder({ id, items, card }: Order): string {
  const list = items.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ');
  return `${list} with ${card} (${id})`;
}

async function place({ client, teller }: Stage, order: Order) {
  teller.line('client', `orders ${describeOrder(order)}`);
  return client.start(processOrder, order, { workflowId: order.id });
}

function chargesOf({ gateway }: Stage, orderId: string): Booking[] {
  return gateway.bookings().filter((booking) => booking.orderId === orderId && booking.kind === 'charge');
}

/** Holds the gateway's books against what is expected of them. */
function prove(
  stage: Stage,
  orderId: string,
  expected: { calls: number; charges: number; refunds?: number },
): Omit<Proof, 'ended'> {
  const charges = chargesOf(stage, orderId);
  const refunds = stage.gateway
    .bookings()
    .filter((booking) => booking.orderId === orderId && booking.kind === 'refund');
  const calls = stage.gateway.calls().filter((call) => call.orderId === orderId);
  check(
    calls.length === expected.calls,
    `the gateway was called ${expected.calls} times for ${orderId} (it was ${calls.length})`,
  );
  check(
    charges.length === expected.charges,
    `${orderId} was charged ${expected.charges} times (it was ${charges.length})`,
  );
  check(
    refunds.length === (expected.refunds ?? 0),
    `${orderId} was refunded ${expected.refunds ?? 0} times (it was ${refunds.length})`,
  );
  check(
    charges.every(({ amount }) => amount === TOTAL),
    `${orderId} was charged ${TOTAL} cents`,
  );
  return { orderId, calls: calls.length, charges: charges.length, refunds: refunds.length };
}

/** 79.00 and two times 24.90, and 19 % on it. */
const TOTAL = 15_327;
