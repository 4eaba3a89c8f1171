import { randomUUID } from 'node:crypto';
import { tfn as grpc } from '@tfn/client';
import { tfn as http } from '@tfn/client/http';
import { tfn as core } from '@tfn/core';
import type { AnyWorkflowDef, Client, StartOptions, WorkflowHandle } from '@tfn/core';
import { createEncryptionCodec } from '@tfn/core/encryption';
import { tfn as testing } from '@tfn/testing';
import { scheduleHandle, syncSchedules } from '@tfn/triggers-cron';
import { tfn as worker } from '@tfn/worker';
import * as fixtures from './fixtures/everywhere.ts';

/** A way from a client to a worker and back. */
export interface Rig {
  readonly client: Client;
  /** Starts a workflow. In memory, time passes while the handle waits. */
  start(def: AnyWorkflowDef, input: unknown, options?: StartOptions): Promise<WorkflowHandle>;
  /** Only the places between client and workflow differ from those of another rig. */
  readonly brief: boolean;
  /** Workflows run in Temporal's sandbox, without Node's own classes. */
  readonly hasSandbox: boolean;
  /** Starts a workflow with this input by a schedule; resolves to text of what arrived. */
  onSchedule?(input: unknown): Promise<string>;
  close(): Promise<void>;
}

const [address, httpAddress] = ['TFN_TEST_ADDRESS', 'TFN_TEST_HTTP_ADDRESS'].map((name) => process.env[name] as string);

const encryption = createEncryptionCodec({ keys: { key: new Uint8Array(32).fill(7) } });

export const RIGS = ['memory', 'memory, encrypted', 'server', 'server, encrypted', 'HTTP', 'HTTP, encrypted'] as const;

/** Those of one process share workers. */
export async function openRig(name: (typeof RIGS)[number]): Promise<Rig> {
  const codec = name.endsWith('encrypted') ? { payloadCodec: encryption } : {};
  if (name.startsWith('memory')) return openMemory(codec);
  const { taskQueue, stop } = await startWorker(codec);
  if (name.startsWith('HTTP')) {
    const client = http.client({
      temporal: { address: httpAddress as string, connectTimeout: '2m' },
      taskQueue,
      ...codec,
    });
    return {
      client,
      start: starter(client),
      brief: true,
      hasSandbox: true,
      close: () => Promise.all([client.close(), stop()]).then(() => undefined),
    };
  }
  const client = grpc.client({ temporal: { address: address as string, connectTimeout: '2m' }, taskQueue, ...codec });
  const app = `values-${randomUUID()}`;
  return {
    client,
    start: starter(client),
    brief: false,
    hasSandbox: true,
    async onSchedule(input) {
      const schedule = makeSchedule(input);
      await syncSchedules(client, { app, schedules: [schedule], prune: false });
      const handle = scheduleHandle(client, schedule);
      try {
        await handle.trigger();
        return await noted(schedule.id);
      } finally {
        await handle.delete();
      }
    },
    async close() {
      await client.close();
      await stop();
    },
  };
}

// --- internal ---

function starter(client: { start: unknown }): Rig['start'] {
  return client.start as Rig['start'];
}

type Codec = { payloadCodec?: typeof encryption };

async function openMemory(codec: Codec): Promise<Rig> {
  const env = await testing.testEnv({ engine: 'memory', ...codec });
  return {
    client: env.client,
    start: starter(env),
    brief: false,
    hasSandbox: false,
    async onSchedule(input) {
      const schedule = makeSchedule(input);
      const { workflowId } = await env.schedules.trigger(schedule);
      return noted(workflowId);
    },
    close: () => env.close(),
  };
}

const makeSchedule = (input: unknown): ReturnType<typeof core.interval> =>
  core.interval('365 days', fixtures.onSchedule, { id: `values-${randomUUID()}`, input });

/** What a workflow has noted whose id begins so: with that of its schedule, on a server. */
async function noted(prefix: string): Promise<string> {
  for (;;) {
    for (const [id, text] of fixtures.scheduled) if (id.startsWith(prefix)) return text;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

async function startWorker(codec: Codec): Promise<{ taskQueue: string; stop(): Promise<void> }> {
  const taskQueue = `values-${randomUUID()}`;
  const running = worker.worker({ temporal: { address: address as string }, taskQueue, logger: silent, ...codec });
  const { everywhere, nowhere, onSchedule, child, childGives, bounce, arrivesIn, beats, fails, note } = fixtures;
  const { gives, beatsWith, failsWith } = fixtures;
  for (const def of [everywhere, nowhere, onSchedule, child, childGives] as AnyWorkflowDef[]) running.register(def);
  for (const def of [bounce, arrivesIn, beats, fails, note, gives, beatsWith, failsWith])
    running.register(def as never);
  const stopped = running.start();
  await running.ready();
  return {
    taskQueue,
    async stop() {
      await running.stop();
      await stopped;
    },
  };
}
