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
import type { Teller } from './teller.ts';

/** All that the demo plays on. */
export interface Stage {
  readonly teller: Teller;
  readonly client: TfnClient;
  readonly world: OutsideWorld;
  /** Temporal's web UI, when the demo is kept open. */
  readonly uiUrl: string | undefined;
  readonly shopUrl: string;
  readonly staffToken: string;
  /** The worker that runs now. */
  readonly worker: Child<unknown>;
  /** Starts another worker, which takes the place of the one that runs, or ran. */
  startWorker(): Promise<Child<unknown>>;
  /** How many workers were started, the first included. */
  readonly workersStarted: number;
  /** Sends a request to the shop, until it has a better answer than to try again later. */
  request(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<ShopAnswer>;
}

export interface ShopAnswer {
  status: number;
  body: Readonly<Record<string, unknown>>;
}

/** Ends what was opened, newest first; safe to call at any moment, also twice. */
export type CleanUp = (close: () => Promise<void> | void) => void;

/** Starts Temporal, the outside world, a worker and the API. What it opens is told to `cleanUp` at once. */
export async function openStage(
  teller: Teller,
  { keep, cleanUp }: { keep: boolean; cleanUp: CleanUp },
): Promise<Stage> {
  const logs = createLogDirectory();
  const logFile = (name: string): string => join(logs, `${name}.log`);
  teller.more(`The logs of all processes: ${relative('.', logs)}`);

  const startingWorld = startOutsideWorld({ logFile: logFile('outside'), ...DEMO_PACE, cleanUp });
  startingWorld.catch(() => undefined);
  const server = await startDevServer({ ui: keep, startTimeout: 180_000, onProgress: (line) => teller.more(line) });
  cleanUp(() => server.stop());
  teller.line('temporal', `a real server listens on ${server.address} (pid ${server.pid})`);
  const world = await startingWorld;
  teller.line('shop', `PostgreSQL runs (pid ${world.pids.postgres}), its tables are made`);
  teller.line('payment', `a provider that speaks Stripe's API runs (pid ${world.pids['payment provider']})`);
  teller.line('mail', `an SMTP server listens on ${world.mail.url}`);

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
    teller.line('worker', `starts (pid ${worker.pid})`);
    await worker.ready();
    workersStarted += 1;
    teller.line('worker', `polls task queue '${TASK_QUEUE}'`);
    return worker;
  };
  cleanUp(() => worker?.stop());
  const file = require.resolve('@shop/api');
  const api = startChild<{ url: string }>({ name: 'API', file, env, logFile: logFile('api') });
  cleanUp(() => api.stop());
  const [{ url: shopUrl }] = await Promise.all([api.ready(), startWorker()]);
  teller.line('shop', `is open at ${shopUrl} (pid ${api.pid})`);
  await world.stripe.webhookEndpoints.create({ url: `${shopUrl}/webhooks/stripe`, enabled_events: ['*'] });

  return {
    ...{ teller, client, world, shopUrl, staffToken, startWorker },
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
        return TRY_AGAIN.includes(answer.status) ? undefined : answer;
      });
    },
  };
}

// --- internal ---

const TASK_QUEUE = 'orders';

/** How slow the bank is: long enough to do something meanwhile. */
const DEMO_PACE = { settleAfter: 600 };

/** The shop's own rules, in the demo's time; on a machine that is slow they may need more. */
const DEMO_RULES = {
  PACKING_TIME: process.env['PACKING_TIME'] ?? '300ms',
  APPROVAL_TIMEOUT: process.env['APPROVAL_TIMEOUT'] ?? '7s',
  STRIPE_TIMEOUT: process.env['STRIPE_TIMEOUT'] ?? '1000',
};

/** What a shop answers that could not ask Temporal just now: whoever asked may ask again. */
const TRY_AGAIN: readonly number[] = [429, 503, 504];

function createLogDirectory(): string {
  const directory = resolve(__dirname, '../../.demo');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  return directory;
}
