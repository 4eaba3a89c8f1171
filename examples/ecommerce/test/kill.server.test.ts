import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processOrder } from '@shop/functions';
import { tfn } from '@tfn/client';
import { startChild } from '../src/outside/child-process.ts';
import { createOrder } from './fixtures/orders.ts';
import { openWorld } from './fixtures/world.ts';

const ORDERS = 50;

test('50 running orders survive a kill -9 of their worker, and each is charged, shipped and told once', async () => {
  const { world, directory, close } = await openWorld();
  const address = process.env['TFN_TEST_ADDRESS'] as string;
  const taskQueue = `kill-${randomUUID()}`;
  // The worker is the built program, in a process of its own, as in production.
  const startWorker = () =>
    startChild({
      name: 'worker',
      file: join(__dirname, '../packages/worker/dist/index.js'),
      logFile: join(directory, 'worker.log'),
      env: {
        ...world.env,
        ...{ TEMPORAL_ADDRESS: address, TASK_QUEUE: taskQueue },
        ...{ MAX_CONCURRENT_ACTIVITIES: '10', PACKING_TIME: '10ms', STRIPE_TIMEOUT: '30000' },
      },
    });
  const payments = async () => (await world.stripe.paymentIntents.list({ limit: 100 })).data;
  const client = tfn.client({ temporal: { address }, taskQueue });
  let worker = startWorker();
  try {
    await worker.ready();
    const orders = Array.from({ length: ORDERS }, () => createOrder({ paymentMethod: 'pm_card_slow' }));
    const handles = await Promise.all(
      orders.map((order) => client.start(processOrder, order, { workflowId: order.id })),
    );

    while ((await payments()).length < 15) await delay(10);
    await worker.kill();
    const charged = (await payments()).length;
    const running = (await Promise.all(handles.map((handle) => handle.describe()))).filter(
      ({ status }) => status === 'running',
    );
    // Some were charged and never heard of it, some were not yet charged.
    expect(running.length).toBeGreaterThan(ORDERS - charged);
    expect(charged).toBeLessThan(ORDERS);

    worker = startWorker();
    const results = await Promise.all(handles.map((handle) => handle.result()));

    const booked = (await payments()).map(({ id, metadata }) => `${metadata['order_id']} ${id}`);
    expect(booked.sort()).toEqual(results.map(({ orderId, paymentId }) => `${orderId} ${paymentId}`).sort());
    expect(new Set(results.map(({ orderId }) => orderId)).size).toBe(ORDERS);
    expect((await world.paymentCalls()).map(({ answer }) => answer)).toContainEqual(
      expect.stringMatching(/as before|under way/),
    );
    expect(world.carrier.shipments()).toHaveLength(ORDERS);
    // A mail may go out twice, under one Message-ID.
    expect(new Set(world.mail.mails().map(({ messageId }) => messageId)).size).toBe(ORDERS);
    const { rows } = await world.database.query("SELECT stock FROM products WHERE sku = 'grinder'");
    expect(rows).toEqual([{ stock: 120 - ORDERS }]);
  } finally {
    await worker.stop();
    await client.close();
    await close();
  }
});
