import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connection, WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { msToTs, tsToMs } from '@temporalio/common/lib/time';
import { createClient } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import type { Client, WorkflowHandle } from '@tfn/core';
import { createHistory } from '../../history/workflow-history.ts';
import { ENV_HEADER } from '../../sandbox/env-header.ts';
import type { EnvHeader } from '../../sandbox/env-header.ts';
import type { HistoryEvent } from '../../history/history-event.ts';
import type { Engine, EngineHost, Execution } from '../engine.ts';
import { describePending } from './pending.ts';
import { replayHistory } from './replay.ts';
import { findServer } from './shared-connection.ts';
import type { ServerChoice } from './shared-connection.ts';
import { environments, leaseWorker, stopWorker } from './shared-worker.ts';
import type { Lease } from './shared-worker.ts';

/** Runs workflows on a real server. */
export async function createServerEngine(host: EngineHost, choice: ServerChoice): Promise<Engine> {
  const lease = await leaseFitServer(choice);
  const { connection, taskQueue } = lease;
  const id = randomUUID();
  environments.set(id, host);
  const open = new Set<string>();

  const interceptor: WorkflowClientInterceptor = {
    start: (input, next) => next(enter(input)),
    startWithDetails: (input, next) => next(enter(input)),
    signalWithStart: (input, next) => next(enter(input)),
  };
  const enter = <TInput extends { headers: object; options: { workflowId: string } }>(input: TInput): TInput => {
    open.add(input.options.workflowId);
    const header: EnvHeader = { id, mocked: host.mockedWorkflows() };
    return {
      ...input,
      headers: { ...input.headers, [ENV_HEADER]: defaultPayloadConverter.toPayload(header) },
      options: { ...input.options, taskQueue },
    };
  };
  const client = createClient({
    temporal: { connection, namespace: 'default' },
    taskQueue: host.taskQueue,
    interceptors: { workflow: [interceptor] },
  });
  const { during, sleep, now } = choice.timeSkipping ? createSkipping(connection) : realTime;
  const read = async ({ workflowId, runId }: Execution): Promise<HistoryEvent[]> => {
    const history = await client.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    return (history.events ?? []) as unknown as HistoryEvent[];
  };
  let closing: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    await Promise.all([...open].map((workflowId) => terminate(client, workflowId)));
    environments.delete(id);
    await client.close();
    lease.release();
  };

  return {
    client: noteEnds(client, (workflowId) => open.delete(workflowId)),
    during,
    sleep,
    now,
    // The test server loses updates when time may jump: it counts the wait for the answer in the same time.
    duringUpdate: (work) => work(),
    history: async (execution) => createHistory(await read(execution)),
    pending: async (execution) => describePending(client.temporal, { execution, events: await read(execution) }),
    replay: replayHistory,
    close: () => (closing ??= close()),
  };
}

// --- internal ---

/**
 * A part in the worker of a server that is fit for use. The time-skipping server has a flaw: when a workflow ends while one of its
 * functions runs, time is never skipped again. One that has come to this is replaced.
 */
async function leaseFitServer(choice: ServerChoice): Promise<Lease> {
  for (;;) {
    const { address, drop } = await findServer(choice);
    const lease = await leaseWorker(address, choice);
    if (!choice.timeSkipping || environments.size > 0 || drop === undefined || (await skipsTime(lease.connection)))
      return lease;
    await stopWorker(address);
    await drop();
  }
}

async function skipsTime(connection: Connection): Promise<boolean> {
  try {
    await connection.withDeadline(Date.now() + PROBE_TIMEOUT, () => createSkipping(connection).sleep(PROBE_SLEEP));
    return true;
  } catch {
    return false;
  }
}

/** In milliseconds of real time, and of the server's. */
const PROBE_TIMEOUT = 500;
const PROBE_SLEEP = 10_000;

type Clock = Pick<Engine, 'during' | 'sleep' | 'now'>;

const realTime: Clock = {
  during: (work) => work(),
  sleep: (milliseconds) => wait(milliseconds),
  now: async () => new Date(),
};

function createSkipping({ testService }: Connection): Clock {
  if (testService === undefined) throw new TypeError('the connection was made without the test service');
  return {
    async during(work) {
      await testService.unlockTimeSkipping({});
      try {
        return await work();
      } finally {
        await testService.lockTimeSkipping({});
      }
    },
    async sleep(milliseconds) {
      await testService.unlockTimeSkippingWithSleep({ duration: msToTs(milliseconds) });
    },
    async now() {
      const { time } = await testService.getCurrentTime({});
      return new Date(time ? tsToMs(time) : Date.now());
    },
  };
}

/** The client, which tells when a handle has told that its workflow has ended. */
function noteEnds(client: TfnClient, onEnd: (workflowId: string) => void): Client {
  const watch = (handle: WorkflowHandle): WorkflowHandle => ({
    ...handle,
    async result(options) {
      const result = await handle.result(options).catch((error: unknown) => {
        if ((error as { code?: string }).code?.startsWith('TFN_WORKFLOW_') === true) onEnd(handle.workflowId);
        throw error;
      });
      onEnd(handle.workflowId);
      return result;
    },
  });
  const start = client.start as (...args: unknown[]) => Promise<WorkflowHandle>;
  return { ...client, start: async (...args: unknown[]) => watch(await start(...args)) } as unknown as Client;
}

async function terminate(client: TfnClient, workflowId: string): Promise<void> {
  try {
    await client.terminate(workflowId, 'the test environment was closed');
  } catch {
    // It has ended by itself.
  }
}
