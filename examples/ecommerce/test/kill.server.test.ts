import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tfn } from '@tfn/client';
import { processOrder } from '../src/functions/index.ts';
import { openGateway } from '../src/shop/payment-gateway.ts';

const ORDERS = 50;

// The worker is the built program, in a process of its own, as in production.
const { startWorkerProcess } = require('../dist/worker-process.js') as typeof import('../src/worker-process.ts');

test('50 running orders survive a kill -9 of their worker, and each is charged once', async () => {
  const shopDirectory = mkdtempSync(join(tmpdir(), 'tfn-kill-'));
  const address = process.env['TFN_TEST_ADDRESS'] as string;
  const taskQueue = `kill-${randomUUID()}`;
  const logFile = join(shopDirectory, 'worker.log');
  const options = { address, taskQueue, shopDirectory, logFile, maxConcurrentActivities: 10 };
  const gateway = openGateway(shopDirectory);
  const client = tfn.client({ temporal: { address }, taskQueue });
  let worker = startWorkerProcess(options);
  try {
    await worker.ready();
    const orders = Array.from({ length: ORDERS }, (_, index) => ({
      id: `${taskQueue}-${index}`,
      customer: 'ada@example.com',
      card: 'tok_slow',
      items: [{ sku: 'scales', quantity: 1 }],
    }));
    const handles = await Promise.all(
      orders.map((order) => client.start(processOrder, order, { workflowId: order.id })),
    );

    while (gateway.bookings().length < 15) await delay(10);
    await worker.kill();
    const charged = gateway.bookings().length;
    const running = (await Promise.all(handles.map((handle) => handle.describe()))).filter(
      ({ status }) => status === 'running',
    );
    // Some were charged and never heard of it, some were not yet charged.
    expect(running.length).toBeGreaterThan(ORDERS - charged);
    expect(charged).toBeLessThan(ORDERS);

    worker = startWorkerProcess(options);
    const results = await Promise.all(handles.map((handle) => handle.result()));

    const bookings = gateway.bookings();
    expect(bookings).toHaveLength(ORDERS);
    expect(new Set(bookings.map(({ key }) => key)).size).toBe(ORDERS);
    expect(results.map(({ orderId, chargeId }) => `${orderId} ${chargeId}`).sort()).toEqual(
      bookings.map(({ orderId, id }) => `${orderId} ${id}`).sort(),
    );
    expect(gateway.calls().map(({ answer }) => answer)).toContain('already charged');
  } finally {
    await worker.stop();
    await client.close();
    rmSync(shopDirectory, { recursive: true, force: true });
  }
});
