/** The API process: the shop's HTTP routes, webhooks and storefront. It creates and updates the schedules when it starts. */
import type { AddressInfo } from 'node:net';
import { closeDatabase, payloadCodec, setting } from '@shop/functions';
import { tfn } from '@tfn/client';
import { syncSchedules } from '@tfn/triggers-cron';
import { stopServer } from '@tfn/triggers-http';
import { createApp } from './app.ts';
import { createOrderFeed } from './order-feed.ts';

async function run(): Promise<void> {
  const client = tfn.client({ taskQueue: setting('TASK_QUEUE', 'orders'), ...payloadCodec() });
  const feed = createOrderFeed();
  const { app, router } = createApp({ client, feed });
  await feed.open();
  await syncSchedules(client, { app: 'shop' });

  const server = app.listen(Number(setting('PORT', '3000')), setting('HOST', '127.0.0.1'));
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const { address, port } = server.address() as AddressInfo;
  const url = `http://${address}:${port}`;
  console.log(`The shop is open at ${url}`);
  process.send?.({ url });

  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    // When the process that forked this one is gone, no one else can stop it.
    process.once('disconnect', resolve);
  });
  await feed.close();
  await stopServer(server, router, { timeout: '10s' });
  await client.close();
}

async function main(): Promise<void> {
  try {
    await run();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await closeDatabase();
    if (process.connected) process.disconnect();
  }
}

void main();
