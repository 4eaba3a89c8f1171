import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processOrder } from '@shop/functions';
import { tfn } from '@tfn/client';
import { startChild } from '../src/outside/child-process.ts';
import { createOrder } from './fixtures/orders.ts';
import { openWorld } from './fixtures/world.ts';

const ORDERS = 50;
/** How many functions the worker runs at once. */
const CONCURRENCY = 10;

jest.setTimeout(400_000);

test('50 running orders survive a kill -9 of their worker, and each is charged, shipped and confirmed once', async () => {
  const { world, directory, close } = await openWorld();
  const address = process.env['TFN_TEST_ADDRESS'] as string;
  const taskQueue = `kill-${randomUUID()}`;
  // The worker is the built program in its own process, as in production.
  const startWorker = () =>
    startChild({
      name: 'worker',
      file: join(__dirname, '../packages/worker/dist/index.js'),
      logFile: join(directory, 'worker.log'),
      env: {
        ...world.env,
        ...{ TEMPORAL_ADDRESS: address, TASK_QUEUE: taskQueue },
        ...{ MAX_CONCURRENT_ACTIVITIES: String(CONCURRENCY), PACKING_TIME: '10ms', STRIPE_TIMEOUT: '600000' },
      },
    });
  const payments = async () => (await world.stripe.paymentIntents.list({ limit: 100 })).data;
  const client = tfn.client({ temporal: { address, connectTimeout: '2m' }, taskQueue });
  let worker = startWorker();
  try {
    await worker.ready();
    const orders = Array.from({ length: ORDERS }, () => createOrder({ paymentMethod: 'pm_card_held' }));
    const handles = await Promise.all(
      orders.map((order) => client.start(processOrder, order, { workflowId: order.id })),
    );

    // The provider holds its answers back: this many orders are charged without an answer, and the others are not yet charged.
    while ((await payments()).length < CONCURRENCY) await delay(10);
    await worker.kill();
    expect((await payments()).length).toBeLessThan(ORDERS);
    const statuses = (await Promise.all(handles.map((handle) => handle.describe()))).map(({ status }) => status);
    expect(statuses).toEqual(orders.map(() => 'running'));
    await Promise.all(orders.map(({ id }) => world.releasePayment(id)));

    worker = startWorker();
    const results = await Promise.all(handles.map((handle) => handle.result()));

    const booked = (await payments()).map(({ id, metadata }) => `${metadata['order_id']} ${id}`);
    expect(booked.sort()).toEqual(results.map(({ orderId, paymentId }) => `${orderId} ${paymentId}`).sort());
    expect(new Set(results.map(({ orderId }) => orderId)).size).toBe(ORDERS);
    const answers = (await world.paymentCalls()).map(({ answer }) => answer);
    expect(answers.filter((answer) => answer.endsWith(', as before')).length).toBeGreaterThanOrEqual(CONCURRENCY);
    expect(world.carrier.shipments()).toHaveLength(ORDERS);
    // A mail may be sent twice, with the same Message-ID.
    expect(new Set(world.mail.mails().map(({ messageId }) => messageId)).size).toBe(ORDERS);
    const { rows } = await world.database.query("SELECT stock FROM products WHERE sku = 'grinder'");
    expect(rows).toEqual([{ stock: 120 - ORDERS }]);
  } finally {
    await worker.stop();
    await client.close();
    await close();
  }
});
