import { randomUUID } from 'node:crypto';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { createClient } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import { isTfnError } from '@tfn/core';
import { definedOnly, enqueue } from '@tfn/core/internal';
import type { SerialQueue } from '@tfn/core/internal';
import { testingError } from '../../errors.ts';
import { readable } from '../../history/map-payloads.ts';
import { createHistory } from '../../history/workflow-history.ts';
import type { WorkflowHistory } from '../../history/workflow-history.ts';
import { section } from '../../history/section.ts';
import { ENV_HEADER } from '../../sandbox/env-header.ts';
import type { EnvHeader } from '../../sandbox/env-header.ts';
import { CLOSED } from '../engine.ts';
import type { Engine, EngineHost, Execution } from '../engine.ts';
import { bundleAhead } from './worker/bundle-ahead.ts';
import { environments } from './worker/environments.ts';
import { describePending } from './pending.ts';
import { readRun } from './read-run.ts';
import { replayHistory } from './replay.ts';
import { findServer } from './find-server.ts';
import { oncePerProcess } from './process-store.ts';
import { leaseWorker, stopWorkersOf } from './worker/shared-worker.ts';
import type { Lease, ServerSetup } from './worker/shared-worker.ts';
import { skipsTime } from './time/test-server-clock.ts';
import { realTime } from './time/clock.ts';
import { createSkippingApi } from './time/skipping-api.ts';
import { createWaits } from './time/waits.ts';
import { timedConnection } from './time/timed-connection.ts';
import { createWorkflowClock } from './time/workflow-clock.ts';
import type { WorkflowClock } from './time/workflow-clock.ts';

/** Runs workflows on a real server. */
export async function createServerEngine(host: EngineHost, choice: ServerSetup): Promise<Engine> {
  const { payloadCodec, dataConverter, values } = choice;
  const ofClient = choice.interceptors?.client;
  const id = randomUUID();
  const open = new Set<string>();
  const waits = createWaits();
  let workflowClock: WorkflowClock | undefined;
  const enter = async (): Promise<Lease> => {
    const leased = await leaseFitServer(choice);
    const { workflowService } = leased.connection;
    if (!choice.timeSkipping && !leased.skipsWorkflowTime) await reportRealTime();
    if (leased.skipsWorkflowTime) workflowClock = createWorkflowClock(createSkippingApi(workflowService), open);
    const begun = (workflowId: string): void => workflowClock?.begun(workflowId);
    environments.set(id, { host, open, begun, awaiting: waits.of });
    return leased;
  };
  const lease = await (choice.timeSkipping ? enqueue(entrance, enter) : enter());
  const { connection, taskQueue, clock } = lease;

  const { hold, sleep, now, ...time } = clock ?? workflowClock ?? realTime;
  const during: Engine['during'] = (work, awaited) => waits.add(awaited, time.during(work));
  const interceptor: WorkflowClientInterceptor = {
    start: (input, next) => hold(() => next(toEnv(input))),
    startWithDetails: (input, next) => hold(() => next(toEnv(input))),
    signalWithStart: (input, next) => hold(() => next(toEnv(input))),
    signal: (input, next) => hold(() => next(input)),
    startUpdateWithStart(input, next) {
      const { workflowStartOptions: options, workflowStartHeaders: headers } = input;
      const started = toEnv({ options, headers });
      return hold(() =>
        next({ ...input, workflowStartOptions: started.options, workflowStartHeaders: started.headers }),
      );
    },
    // Only the test server's time may jump while it answers a query.
    query: (input, next) => (clock === undefined ? next(input) : hold(() => next(input))),
    cancel: (input, next) => hold(() => next(input)),
    terminate: (input, next) => hold(() => next(input)),
  };
  const toEnv = <TInput extends { headers: object; options: { workflowId: string } }>(input: TInput): TInput => {
    open.add(input.options.workflowId);
    const header: EnvHeader = { id, mocked: host.mockedWorkflows(), losesMemo: choice.timeSkipping };
    return {
      ...input,
      headers: { ...input.headers, [ENV_HEADER]: defaultPayloadConverter.toPayload(header) },
      options: { ...input.options, taskQueue },
    };
  };
  const client = createClient({
    temporal: {
      connection: workflowClock ? timedConnection(connection, workflowClock) : connection,
      namespace: 'default',
    },
    taskQueue: host.taskQueue,
    interceptors: { ...ofClient, workflow: [interceptor, ...toList(ofClient?.workflow)] },
    ...definedOnly({ payloadCodec, dataConverter, values }),
  });
  const history = async (execution: Execution): Promise<WorkflowHistory> => {
    const { events } = await readRun(client, execution);
    return createHistory(events, await readable(events, payloadCodec));
  };
  let closing: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    // First, so that the worker ends any workflow that starts from now on.
    environments.delete(id);
    await Promise.all([...open].map((workflowId) => terminate(client, workflowId)));
    await client.close();
    lease.release();
  };

  return {
    client,
    during,
    sleep,
    now,
    // The test server loses updates while time may jump: the wait for the answer times out in skipped time.
    duringUpdate: clock === undefined ? during : hold,
    history,
    async pending(execution) {
      const { workflowId } = execution;
      const { runId, events } = await readRun(client, execution);
      const shown = await readable(events, payloadCodec);
      return describePending(client.temporal, { execution: { workflowId, runId }, events: shown, payloadCodec });
    },
    async explain(error, execution) {
      if (!choice.timeSkipping || !isTfnError(error) || error.code !== 'TFN_WORKFLOW_TIMED_OUT') return error;
      const past = await history(execution);
      if (hasOwnTimeout(past)) return error;
      const report = section('History', past.lines);
      return testingError('TFN_TEST_STUCK', { workflowId: execution.workflowId, report }, error);
    },
    replay: (past) => replayHistory(past, choice),
    close: () => (closing ??= close()),
  };
}

// --- internal ---

/** Interceptors of an older form, by workflow type, are not supported. */
function toList(given: unknown): WorkflowClientInterceptor[] {
  return Array.isArray(given) ? (given as WorkflowClientInterceptor[]) : [];
}

/** Environments enter one after another: the test server is probed, and replaced if necessary, while no environment uses it. */
const entrance: SerialQueue = { last: Promise.resolve() };

/** Leases the worker of a working server: replaces a test server whose time no longer jumps. */
async function leaseFitServer(choice: ServerSetup): Promise<Lease> {
  for (;;) {
    const finding = findServer(choice);
    const bundle = bundleAhead();
    const { address, isNew, drop } = await finding;
    const lease = await leaseWorker(address, { choice, bundle });
    if (!choice.timeSkipping || environments.size > 0 || drop === undefined) return lease;
    // A new server is not probed: its first answers are slow on a slow machine, and a replacement would be just as slow.
    if (isNew() || (await skipsTime(lease.connection))) return lease;
    await stopWorkersOf(address);
    await drop();
  }
}

/** How long the test server lets any workflow run, in seconds. */
const TEN_YEARS = 10 * 365 * 24 * 3600;

/** Whether the caller set a run timeout; otherwise the test server's own applies. */
function hasOwnTimeout({ events: [first] }: WorkflowHistory): boolean {
  const started = first?.['workflowExecutionStartedEventAttributes'] as
    | { workflowRunTimeout?: { seconds?: unknown } }
    | undefined;
  return Number(started?.workflowRunTimeout?.seconds ?? TEN_YEARS) < TEN_YEARS;
}

/** Prints once per process that this server runs in real time. */
function reportRealTime(): Promise<void> {
  // oxlint-disable-next-line no-console -- a test that sleeps for days would look as if it hung
  return oncePerProcess('real time', async () => console.error(REAL_TIME));
}

const REAL_TIME =
  'This Temporal server cannot skip time: that needs server 1.32 or newer with frontend.WorkflowTimeSkippingEnabled=true. ' +
  'env.sleep and timers take real time.';

async function terminate(client: TfnClient, workflowId: string): Promise<void> {
  try {
    await client.terminate(workflowId, CLOSED);
  } catch {
    // The workflow has already ended.
  }
}
