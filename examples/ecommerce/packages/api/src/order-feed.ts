/**
 * Streams the state of orders to every open page, as server-sent events.
 * I1: a page gets the latest orders when it connects, then each order again whenever its row changes.
 * I2: while PostgreSQL is unavailable, pages stay connected; when it is back, they get the latest orders again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { database, setting } from '@shop/functions';
import { Client } from 'pg';
import type { Response } from 'express';

/** An order as the public list shows it: without customer data. */
export interface OrderRow {
  id: string;
  status: string;
  total: number | null;
  reason: string | null;
  tracking: string | null;
  created_at: string;
  /** Pages keep the newer of two rows that reach them out of order. */
  updated_at: string;
}

export interface OrderFeed {
  /** Resolves when the feed receives changes. */
  open(): Promise<void>;
  /** Answers a request with the stream. */
  serve(response: Response): Promise<void>;
  close(): Promise<void>;
}

const LATEST = 50;
const COLUMNS = 'id, status, total, reason, tracking, created_at, updated_at';

export function createOrderFeed(): OrderFeed {
  const pages = new Set<Response>();
  let listener: Client | undefined;
  let isClosed = false;

  const send = (event: 'latest' | 'order', data: unknown): void => {
    for (const page of pages) writeEvent(page, event, data);
  };
  const listen = async (): Promise<void> => {
    const client = new Client({ connectionString: setting('DATABASE_URL') });
    // The 'end' event follows.
    client.on('error', (error) => console.warn(`The feed of orders: ${error.message}`));
    client.on('end', () => {
      if (!isClosed) void listenAgain();
    });
    client.on('notification', ({ payload }) => {
      findOrder(payload ?? '').then(
        (order) => order && send('order', order),
        (error: unknown) => console.warn(`The feed of orders: ${String(error)}`),
      );
    });
    await client.connect();
    await client.query('LISTEN orders');
    listener = client;
  };
  const listenAgain = async (): Promise<void> => {
    while (!isClosed) {
      await delay(1000);
      try {
        await listen();
        return send('latest', await latestOrders());
      } catch (error) {
        console.warn(`The feed of orders: ${String(error)}`);
      }
    }
  };

  return {
    open: listen,
    async serve(response) {
      response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).flushHeaders();
      // Before reading the latest orders: a change in between arrives twice rather than never.
      pages.add(response);
      response.once('close', () => pages.delete(response));
      writeEvent(response, 'latest', await latestOrders());
    },
    async close() {
      isClosed = true;
      for (const page of pages) page.end();
      await listener?.end();
    },
  };
}

/** The latest orders, newest first. */
export async function latestOrders(): Promise<OrderRow[]> {
  const { rows } = await database().query<OrderRow>(
    `SELECT ${COLUMNS} FROM orders ORDER BY created_at DESC LIMIT ${LATEST}`,
  );
  return rows;
}

// --- internal ---

async function findOrder(id: string): Promise<OrderRow | undefined> {
  const { rows } = await database().query<OrderRow>(`SELECT ${COLUMNS} FROM orders WHERE id = $1`, [id]);
  return rows[0];
}

function writeEvent(page: Response, event: string, data: unknown): void {
  if (!page.writableEnded) page.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
