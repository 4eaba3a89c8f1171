import { setTimeout as pause } from 'node:timers/promises';
import { tfn } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import { freePort } from '../../../packages/cli/test/support/project.ts';
import { killProcesses, startProcess } from './process.ts';
import type { ProcessOptions, ShopProcess } from './process.ts';
import type { Provider } from './provider.ts';
import type { ShopServer } from './shop-server.ts';

/** What an order comes back with. */
export interface Receipt {
  readonly order: string;
  readonly charge: string;
}

/** One fault's stage: a task queue, orders and processes of its own. */
export interface Scene {
  readonly server: ShopServer;
  readonly provider: Provider;
  readonly client: TfnClient;
  readonly taskQueue: string;
  /** Ids of `count` orders that are like no other fault's. */
  orders(count: number): readonly string[];
  /** Starts a worker. @param address Temporal's, when it is not the server's own */
  startWorker(options?: ProcessOptions, address?: string): Promise<ShopProcess>;
  /** Starts an API on the scene's port: one after the other. */
  startApi(address?: string): Promise<ShopProcess>;
  /** A customer, who sends an order to the API until there is a receipt, as a browser or a queue would. */
  buy(order: string): Promise<Receipt>;
  close(): Promise<void>;
}

export async function openScene(name: string, server: ShopServer, provider: Provider): Promise<Scene> {
  const taskQueue = `faults-${name}`;
  // Nobody sends again what a test itself sends: it waits as long as a busy machine may take.
  const client = tfn.client({ temporal: { address: server.address, connectTimeout: '5m' }, taskQueue });
  const port = await freePort();
  let made = 0;
  return {
    server,
    provider,
    client,
    taskQueue,
    orders: (count) => Array.from({ length: count }, () => `${name}-${(made += 1)}`),
    startWorker: ({ execArgv = [], env = {} } = {}, address = server.address) =>
      startProcess('worker.cjs', [address, taskQueue], { execArgv, env: { ...env, PROVIDER_URL: provider.url } }),
    startApi: (address = server.address) => startProcess('api.cjs', [address, taskQueue, String(port)]),
    buy: (order) => buy(`http://127.0.0.1:${port}/orders`, order),
    async close() {
      await killProcesses();
      await client.close();
    },
  };
}

/** Waits until a condition holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(20);
}

/** Does something for each item, with so many under way at once. */
export async function forEach<TItem, TResult>(
  items: readonly TItem[],
  atOnce: number,
  act: (item: TItem) => Promise<TResult>,
): Promise<TResult[]> {
  const results: TResult[] = [];
  let next = 0;
  const go = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await act(items[index] as TItem);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, go));
  return results;
}

// --- internal ---

/** All that a customer may be answered while something is down; the order is sent again, under the same id. */
const TRY_AGAIN: readonly number[] = [202, 429, 503, 504];

async function buy(url: string, order: string): Promise<Receipt> {
  for (;;) {
    const response = await post(url, { id: order });
    if (response?.status === 200) return response.receipt as Receipt;
    if (response !== undefined && !TRY_AGAIN.includes(response.status))
      throw new Error(`'${order}' was answered ${response.status}: ${JSON.stringify(response.receipt)}`);
    await pause(100);
  }
}

/** Undefined when nobody answered. */
async function post(url: string, body: object): Promise<{ status: number; receipt: unknown } | undefined> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, receipt: await response.json() };
  } catch {
    return undefined;
  }
}
