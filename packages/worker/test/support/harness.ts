import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandleWithFirstExecutionRunId, WorkflowStartOptions } from '@temporalio/client';
import { DefaultLogger, Runtime, Worker as TemporalWorker } from '@temporalio/worker';
import type { LogEntry } from '@temporalio/worker';
import type { AnyWorkflowDef, InputOf, OutputOf } from '@tfn/core';
import { bundleWorkflows, tfn } from '@tfn/worker';
import type { Worker, WorkerOptions, WorkflowBundle } from '@tfn/worker';
import { createDefinitions } from '../../src/definitions/definitions.ts';
import { resolveBundle } from '../../src/definitions/resolve-bundle.ts';
import { captureReplayHooks } from '../../src/sdk/replay-hooks.ts';

export const address = process.env['TFN_TEST_ADDRESS'] as string;

/** The logs of this test file's workers. */
export const logs: LogEntry[] = [];
Runtime.install({ logger: new DefaultLogger('DEBUG', (entry) => void logs.push(entry)) });

export type Handle<TOutput = unknown> = WorkflowHandleWithFirstExecutionRunId<() => Promise<TOutput>>;
export type History = Awaited<ReturnType<Handle['fetchHistory']>>;
export type HistoryEvent = NonNullable<History['events']>[number];
export type StartOptions = Partial<Omit<WorkflowStartOptions, 'args' | 'taskQueue'>>;

/** A worker with its own task queue, and a client that starts workflows there. */
export interface Harness {
  readonly client: Client;
  readonly taskQueue: string;
  readonly worker: Worker;
  readonly bundle: WorkflowBundle;
  start<TDef extends AnyWorkflowDef>(
    def: TDef,
    input?: InputOf<TDef>,
    options?: StartOptions,
  ): Promise<Handle<OutputOf<TDef>>>;
  execute<TDef extends AnyWorkflowDef>(
    def: TDef,
    input?: InputOf<TDef>,
    options?: StartOptions,
  ): Promise<OutputOf<TDef>>;
  /** Replays the history of every execution of the task queue; resolves to the failures. */
  replay(): Promise<readonly unknown[]>;
  stop(): Promise<void>;
}

export async function startHarness(module: object, options: WorkerOptions = {}): Promise<Harness> {
  const taskQueue = options.taskQueue ?? `queue-${randomUUID()}`;
  const definitions = createDefinitions(taskQueue);
  definitions.addModule(module, 'the fixture');
  const bundle = await resolveBundle(definitions, options);
  const worker = tfn.worker({ temporal: { address }, ...options, taskQueue, bundle }).registerModule(module);
  const stopped = worker.start();
  await worker.ready();
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const started: { workflowId: string; runId: string }[] = [];

  const harness: Harness = {
    client,
    taskQueue,
    worker,
    bundle,
    async start(def, input, startOptions) {
      const handle = await client.workflow.start(def.name, {
        workflowId: `${def.name}-${randomUUID()}`,
        ...startOptions,
        args: input === undefined ? [] : [input],
        taskQueue,
      });
      started.push({ workflowId: handle.workflowId, runId: handle.firstExecutionRunId });
      return handle as never;
    },
    async execute(def, input, startOptions) {
      return (await harness.start(def, input, startOptions)).result() as never;
    },
    async replay() {
      // Children and later runs are found by their task queue, with visibility, which lags behind a little.
      const runs = new Map(started.map((run) => [run.runId, run]));
      for await (const run of client.workflow.list({ query: `TaskQueue = '${taskQueue}'` })) runs.set(run.runId, run);
      const histories = [...runs.values()].map(async ({ workflowId, runId }) => ({
        workflowId,
        history: await client.workflow.getHandle(workflowId, runId).fetchHistory(),
      }));
      return replayHistories(bundle, await Promise.all(histories));
    },
    async stop() {
      await worker.stop();
      await stopped;
      await connection.close();
    },
  };
  return harness;
}

/** Replays histories with a bundle; resolves to the failures. */
export async function replayHistories(
  { code }: WorkflowBundle,
  histories: readonly { workflowId: string; history: History }[],
): Promise<readonly unknown[]> {
  const failed: unknown[] = [];
  const removeHooks = captureReplayHooks();
  for await (const { workflowId, error } of TemporalWorker.runReplayHistories({ workflowBundle: { code } }, histories))
    if (error !== undefined) failed.push({ workflowId, error });
  removeHooks();
  return failed;
}

/** A bundle of one file's workflows. */
export function bundleOf(file: string, names: readonly string[]): Promise<WorkflowBundle> {
  return bundleWorkflows({ workflows: names.map((name) => ({ name, file })) });
}

/** Waits until a condition is true. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The events of an execution. */
export async function eventsOf(handle: { fetchHistory(): Promise<History> }): Promise<readonly HistoryEvent[]> {
  return (await handle.fetchHistory()).events ?? [];
}

/** Waits until the workflow has run `count` workflow tasks: before that, messages have no fixed position in the history. */
export async function afterTasks(handle: { fetchHistory(): Promise<History> }, count = 1): Promise<void> {
  await until(
    async () =>
      (await eventsOf(handle)).filter((event) => event.workflowTaskCompletedEventAttributes != null).length >= count,
  );
}

/** The failure that ended an execution: the error of `execute` or `result` without the client's wrapper. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    return (error as Error & { cause: Failure }).cause;
  }
  throw new Error('it did not fail');
}

export type Failure = Error & { type?: string; nonRetryable?: boolean; cause?: Failure };
