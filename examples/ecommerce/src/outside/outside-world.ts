/**
 * The services that the shop uses: PostgreSQL, a payment provider, a carrier, a mail server. PostgreSQL and the payment provider
 * have their own processes, which stop with the process that starts them, however it ends.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Pool } from 'pg';
import Stripe from 'stripe';
import { startCarrier } from './carrier.ts';
import type { Carrier } from './carrier.ts';
import { startChild } from './child-process.ts';
import type { Child } from './child-process.ts';
import { startMailServer } from './mail-server.ts';
import type { MailServer } from './mail-server.ts';
import type { ProviderCall } from './payment-provider/payment-provider.ts';

export interface OutsideWorld {
  /** The environment variables that the shop's processes need to find the services. */
  readonly env: Readonly<Record<string, string>>;
  readonly pids: Readonly<Record<'postgres' | 'payment provider', number>>;
  /** The shop's database, for queries. */
  readonly database: Pool;
  /** Stripe's own client, connected to the payment provider. */
  readonly stripe: Stripe;
  /** The requests to the payment provider, for all orders or for one. */
  paymentCalls(orderId?: string): Promise<ProviderCall[]>;
  /** Lets the payment provider answer the requests of an order that is paid by 'pm_card_held'. */
  releasePayment(orderId: string): Promise<void>;
  readonly carrier: Carrier;
  readonly mail: MailServer;
  stop(): Promise<void>;
}

export interface OutsideWorldOptions {
  /** The output of the processes is appended to this file. */
  logFile: string;
  /** Milliseconds that a bank takes to transfer money. @default 1500 */
  settleAfter?: number;
  /** Called before anything starts, with a function that stops everything that runs by then. */
  cleanUp?: (stop: () => Promise<void>) => void;
}

/** Starts all services, with the tables of an empty shop. */
export async function startOutsideWorld(options: OutsideWorldOptions): Promise<OutsideWorld> {
  const { logFile, settleAfter = 1500 } = options;
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.splice(0).map((each) => each()));
  };
  options.cleanUp?.(stop);
  const begin = <TStopped extends { stop(): Promise<void> }>(started: TStopped): TStopped => {
    stops.push(() => started.stop());
    return started;
  };
  const webhookSecret = `whsec_${randomBytes(16).toString('hex')}`;
  try {
    const postgres = begin(startProgram('postgres/main.js', { name: 'PostgreSQL', logFile }));
    const env = { WEBHOOK_SECRET: webhookSecret, SETTLE_AFTER: String(settleAfter) };
    const provider = begin(startProgram('payment-provider/main.js', { name: 'payment provider', logFile, env }));
    const [{ url: databaseUrl }, { url: providerUrl }, carrier, mail] = await Promise.all([
      postgres.ready(),
      provider.ready(),
      startCarrier().then(begin),
      startMailServer().then(begin),
    ]);
    await migrate(databaseUrl);
    const database = new Pool({ connectionString: databaseUrl });
    // PostgreSQL may stop before the pool closes.
    database.on('error', () => undefined);
    begin({ stop: () => database.end() });
    return {
      env: {
        DATABASE_URL: databaseUrl,
        STRIPE_API: providerUrl,
        STRIPE_KEY: STRIPE_KEY,
        STRIPE_WEBHOOK_SECRET: webhookSecret,
        SMTP_URL: mail.url,
        CARRIER_URL: carrier.url,
      },
      pids: { postgres: postgres.pid, 'payment provider': provider.pid },
      database,
      stripe: openStripe(providerUrl),
      async releasePayment(orderId) {
        const body = new URLSearchParams({ order_id: orderId });
        await fetch(`${providerUrl}/v1/releases`, { method: 'POST', headers, body });
      },
      async paymentCalls(orderId) {
        const calls = (await (await fetch(`${providerUrl}/v1/calls`, { headers })).json()) as ProviderCall[];
        return orderId === undefined ? calls : calls.filter((call) => call.orderId === orderId);
      },
      carrier,
      mail,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

// --- internal ---

const STRIPE_KEY = 'sk_test_shop';
const headers = { authorization: `Bearer ${STRIPE_KEY}` };

interface Program {
  name: string;
  logFile: string;
  env?: Record<string, string>;
}

/** Starts the built programs, even where tests load this file from its source. */
function startProgram(file: string, options: Program): Child<{ url: string }> {
  return startChild({ ...options, file: join(__dirname, '../../dist/outside', file) });
}

/** Runs `npm run migrate`, as a deployment would. */
async function migrate(databaseUrl: string): Promise<void> {
  const file = join(require.resolve('@shop/functions/package.json'), '../dist/database/migrate-main.js');
  await promisify(execFile)(process.execPath, [file], { env: { ...process.env, DATABASE_URL: databaseUrl } });
}

function openStripe(url: string): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(STRIPE_KEY, { host: hostname, port, protocol: 'http', telemetry: false });
}
