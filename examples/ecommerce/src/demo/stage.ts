import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { tfn } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import { startDevServer } from '@tfn/testing/server';
import { startChild } from '../outside/child-process.ts';
import type { Child } from '../outside/child-process.ts';
import { startOutsideWorld } from '../outside/outside-world.ts';
import type { OutsideWorld } from '../outside/outside-world.ts';
import { until } from './check.ts';
import type { Narrator } from './narrator.ts';

/** Everything that the scenes use. */
export interface Stage {
  readonly narrator: Narrator;
  readonly client: TfnClient;
  readonly world: OutsideWorld;
  /** Temporal's web UI, with `--keep`. */
  readonly uiUrl: string | undefined;
  readonly shopUrl: string;
  readonly staffToken: string;
  /** The current worker. */
  readonly worker: Child<unknown>;
  /** Starts another worker, which replaces the current one. */
  startWorker(): Promise<Child<unknown>>;
  /** The number of workers started, including the first. */
  readonly workersStarted: number;
  /** Sends a request to the shop, and retries while the answer is a temporary error. */
  request(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<ShopAnswer>;
}

export interface ShopAnswer {
  status: number;
  body: Readonly<Record<string, unknown>>;
}

/** Closes everything that was opened, newest first. Safe to call at any time, and more than once. */
export type CleanUp = (close: () => Promise<void> | void) => void;

/** Starts Temporal, the outside world, a worker and the API. Registers everything that it opens with `cleanUp` immediately. */
export async function openStage(
  narrator: Narrator,
  { keep, cleanUp }: { keep: boolean; cleanUp: CleanUp },
): Promise<Stage> {
  const logs = createLogDirectory();
  const logFile = (name: string): string => join(logs, `${name}.log`);
  narrator.more(`The logs of all processes: ${relative('.', logs)}`);

  const startingWorld = startOutsideWorld({ logFile: logFile('outside'), ...DEMO_PACE, cleanUp });
  startingWorld.catch(() => undefined);
  const server = await startDevServer({ ui: keep, startTimeout: 180_000, onProgress: (line) => narrator.more(line) });
  cleanUp(() => server.stop());
  narrator.line('temporal', `a real server listens on ${server.address} (pid ${server.pid})`);
  const world = await startingWorld;
  narrator.line('shop', `PostgreSQL runs (pid ${world.pids.postgres}), its tables exist`);
  narrator.line('payment', `a provider that speaks Stripe's API runs (pid ${world.pids['payment provider']})`);
  narrator.line('mail', `an SMTP server listens on ${world.mail.url}`);

  const staffToken = randomBytes(8).toString('hex');
  const env = {
    ...world.env,
    ...DEMO_RULES,
    TEMPORAL_ADDRESS: server.address,
    TASK_QUEUE,
    STAFF_TOKEN: staffToken,
    PORT: '0',
    ...(server.uiUrl !== undefined && { TEMPORAL_UI_URL: server.uiUrl }),
  };
  const client = tfn.client({ temporal: { address: server.address, connectTimeout: '1m' }, taskQueue: TASK_QUEUE });
  cleanUp(() => client.close());

  let worker: Child<unknown> | undefined;
  let workersStarted = 0;
  const startWorker = async (): Promise<Child<unknown>> => {
    worker = startChild({ name: 'worker', file: require.resolve('@shop/worker'), env, logFile: logFile('worker') });
    narrator.line('worker', `starts (pid ${worker.pid})`);
    await worker.ready();
    workersStarted += 1;
    narrator.line('worker', `polls task queue '${TASK_QUEUE}'`);
    return worker;
  };
  cleanUp(() => worker?.stop());
  const file = require.resolve('@shop/api');
  const api = startChild<{ url: string }>({ name: 'API', file, env, logFile: logFile('api') });
  cleanUp(() => api.stop());
  const [{ url: shopUrl }] = await Promise.all([api.ready(), startWorker()]);
  narrator.line('shop', `is open at ${shopUrl} (pid ${api.pid})`);
  await world.stripe.webhookEndpoints.create({ url: `${shopUrl}/webhooks/stripe`, enabled_events: ['*'] });

  return {
    ...{ narrator, client, world, shopUrl, staffToken, startWorker },
    uiUrl: server.uiUrl,
    get worker() {
      return worker as Child<unknown>;
    },
    get workersStarted() {
      return workersStarted;
    },
    async request(path, body, headers = {}) {
      return until(`the shop answers ${path}`, async () => {
        const response = await fetch(`${shopUrl}${path}`, {
          ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
          headers: { 'content-type': 'application/json', ...headers },
        });
        const answer = { status: response.status, body: (await response.json()) as ShopAnswer['body'] };
        return TEMPORARY_STATUSES.includes(answer.status) ? undefined : answer;
      });
    },
  };
}

// --- internal ---

const TASK_QUEUE = 'orders';

/** How slow the bank is: slow enough for a scene to act meanwhile. */
const DEMO_PACE = { settleAfter: 600 };

/** The shop's rules with short times; a slow machine may need longer ones. */
const DEMO_RULES = {
  PACKING_TIME: process.env['PACKING_TIME'] ?? '300ms',
  APPROVAL_TIMEOUT: process.env['APPROVAL_TIMEOUT'] ?? '7s',
  STRIPE_TIMEOUT: process.env['STRIPE_TIMEOUT'] ?? '1000',
};

/** The response when the shop cannot reach Temporal at the moment: the client may retry. */
const TEMPORARY_STATUSES: readonly number[] = [429, 503, 504];

function createLogDirectory(): string {
  const directory = resolve(__dirname, '../../.demo');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  return directory;
}
