import { join } from 'node:path';
import { database } from '@shop/functions';
import type { TfnClient } from '@tfn/client';
import { expressRouter } from '@tfn/triggers-http';
import type { ExpressRouter } from '@tfn/triggers-http';
import express from 'express';
import type { Express } from 'express';
import { latestOrders } from './order-feed.ts';
import type { OrderFeed } from './order-feed.ts';
import { requireStaff } from './require-staff.ts';
import './routes/orders.ts';
import './routes/payments.ts';

/** The shop's HTTP side: its own lists first, then every `tfn.http` route, then the storefront. */
export function createApp({ client, feed }: { client: TfnClient; feed: OrderFeed }): {
  app: Express;
  router: ExpressRouter;
} {
  const app = express().disable('x-powered-by');
  app.use((_, response, next) => {
    response.set({
      'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    next();
  });
  app.get('/health', async (_, response) => {
    await database().query('SELECT 1');
    response.json({ status: 'ok' });
  });
  app.get('/api/shop', async (_, response) => {
    const { rows: products } = await database().query('SELECT sku, name, price, stock FROM products ORDER BY price');
    response.json({ products, temporalUi: process.env['TEMPORAL_UI_URL'] });
  });
  app.get('/api/orders', async (_, response) => {
    response.json(await latestOrders());
  });
  app.get('/api/orders/events', (_, response) => feed.serve(response));

  const router = expressRouter(client, { statusRoute: { middleware: [requireStaff] } });
  app.use(router);
  app.use(express.static(join(__dirname, '../public')));
  return { app, router };
}
