import { setTimeout as pause } from 'node:timers/promises';
import { tfn } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import { freePort } from '../../../packages/cli/test/support/project.ts';
import { killProcesses, startProcess } from './process.ts';
import type { ProcessOptions, ShopProcess } from './process.ts';
import type { Provider } from './provider.ts';
import type { ShopServer } from './shop-server.ts';

/** The receipt of an order. */
export interface Receipt {
  readonly order: string;
  readonly charge: string;
}

/** The setting of one fault: its own task queue, orders and processes. */
export interface Scene {
  readonly server: ShopServer;
  readonly provider: Provider;
  readonly client: TfnClient;
  readonly taskQueue: string;
  /** Ids of `count` orders, unique across faults. */
  orders(count: number): readonly string[];
  /** Starts a worker. @param address Temporal's address, if not the server's own */
  startWorker(options?: ProcessOptions, address?: string): Promise<ShopProcess>;
  /** Starts an API on the scene's port; only one can run at a time. */
  startApi(address?: string): Promise<ShopProcess>;
  /** Sends an order to the API until there is a receipt, like a customer's browser or a queue. */
  buy(order: string): Promise<Receipt>;
  close(): Promise<void>;
}

export async function openScene(name: string, server: ShopServer, provider: Provider): Promise<Scene> {
  const taskQueue = `faults-${name}`;
  // The test's own requests are not retried: wait as long as a busy machine may take.
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

/** Runs a function for each item, with limited concurrency. */
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

/** The responses that a customer may get while a process is down; the order is sent again under the same id. */
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

/** Undefined when there was no response. */
async function post(url: string, body: object): Promise<{ status: number; receipt: unknown } | undefined> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, receipt: await response.json() };
  } catch {
    return undefined;
  }
}
