/**
 * The workers of a project in one process: one per task queue.
 * I1: what names no task queue is registered with every worker, as it runs on the queue of the workflow that asks for it.
 * I2: all workers share one bundle.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { registry } from '@tfn/core';
import type { NativeConnection } from '@temporalio/worker';
import type { WorkerOptions, WorkflowBundle } from '@tfn/worker';
import { cliError } from '../errors.ts';
import type { TemporalOptions } from '../temporal/temporal-options.ts';
import type { WorkerPackages } from './worker-packages.ts';

export interface WorkerGroupInput {
  readonly packages: WorkerPackages;
  readonly temporal: TemporalOptions & { connection?: NativeConnection };
  /** The queue of what names none. */
  readonly taskQueue: string;
  /** Only these queues. @default all of the project */
  readonly queues?: readonly string[];
  readonly bundle: WorkflowBundle;
  readonly options?: WorkerOptions;
}

export interface WorkerGroup {
  readonly taskQueues: readonly string[];
  /** Of the worker of the default queue, or of the first that `queues` names; once `ready`. */
  readonly connection: NativeConnection | undefined;
  /** Resolves when all poll; rejects with what kept one from it. */
  ready(): Promise<void>;
  /** Resolves when all have stopped; rejects when one failed. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
  /** After `stop`: resolves when no worker gets new tasks, which is before functions that still run have ended. */
  unpolled(): Promise<void>;
}

/** Every task queue that something of the project runs on; the default one first. */
function taskQueuesOf(defaultQueue: string): readonly string[] {
  const named = [...registry.functions.values(), ...registry.workflows.values()].map(
    ({ options }) => options.taskQueue,
  );
  return [...new Set([defaultQueue, ...named.filter((name) => name !== undefined)])];
}

/**
 * Starts the workers.
 * @throws {TfnError} TFN_CLI_QUEUE_UNKNOWN
 */
export function startWorkers({
  packages,
  temporal,
  taskQueue,
  queues,
  bundle,
  options,
}: WorkerGroupInput): WorkerGroup {
  const known = taskQueuesOf(taskQueue);
  for (const queue of queues ?? [])
    if (!known.includes(queue)) throw cliError('TFN_CLI_QUEUE_UNKNOWN', { queue, known });
  // The default queue's worker comes last: when it looks for those of other queues, they poll.
  const taskQueues = [...(queues ?? known)].reverse();
  const workers = taskQueues.map((name) => {
    const worker = packages.tfn.createWorker({
      ...options,
      temporal: temporal as NonNullable<WorkerOptions['temporal']>,
      taskQueue: name,
      bundle,
    });
    for (const def of [...registry.functions.values(), ...registry.workflows.values()])
      if ((def.options.taskQueue ?? name) === name) worker.register(def);
    return worker;
  });
  const ended = Promise.all(workers.map((worker) => worker.start())).then(() => undefined);
  ended.catch(() => undefined);
  return {
    taskQueues: [...taskQueues].reverse(),
    get connection() {
      return workers.at(-1)?.connection;
    },
    ready: async () => {
      await Promise.all(workers.map((worker) => worker.ready()));
    },
    ended,
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
    async unpolled() {
      // One request ends the polls of a worker for workflow tasks and for functions, so the former tell of both.
      while (workers.some(({ temporal: worker }) => worker?.getStatus().workflowPollerState === 'POLLING'))
        await sleep(STATUS_INTERVAL);
    },
  };
}

// --- internal ---

/** Milliseconds between two looks at the state of a worker, which has no event for it. */
const STATUS_INTERVAL = 2;
