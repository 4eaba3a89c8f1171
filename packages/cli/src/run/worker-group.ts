/**
 * The workers of a project in one process: one per task queue.
 * I1: definitions without a task queue are registered with every worker, as they run on the queue of the calling workflow.
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
  /** The queue of definitions without one. */
  readonly taskQueue: string;
  /** Limits the workers to these queues. @default all queues of the project */
  readonly queues?: readonly string[];
  readonly bundle: WorkflowBundle;
  readonly options?: WorkerOptions;
}

export interface WorkerGroup {
  readonly taskQueues: readonly string[];
  /** The connection of the default queue's worker, or of the first of `queues`; once `ready`. */
  readonly connection: NativeConnection | undefined;
  /** Resolves when all workers poll; rejects with the first error. */
  ready(): Promise<void>;
  /** Resolves when all workers have stopped; rejects when one failed. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
  /** After `stop`: resolves when no worker gets new tasks. Functions may still run then. */
  unpolled(): Promise<void>;
}

/** All task queues of the project, the default one first. */
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
  // The default queue's worker starts last: its check for the workers of other queues then finds them.
  const taskQueues = [...(queues ?? known)].reverse();
  const workers = taskQueues.map((name, index) => {
    const worker = packages.tfn.createWorker({
      ...options,
      temporal: temporal as NonNullable<WorkerOptions['temporal']>,
      taskQueue: name,
      // One worker logs what there is to say of the bundle that all of them share.
      bundle: index === 0 ? bundle : { ...bundle, raceWarnings: [] },
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
      // One request ends a worker's polls for both workflow tasks and functions, so the state of the former covers both.
      while (workers.some(({ temporal: worker }) => worker?.getStatus().workflowPollerState === 'POLLING'))
        await sleep(STATUS_INTERVAL);
    },
  };
}

// --- internal ---

/** Milliseconds between checks of a worker's state, which has no event for this. */
const STATUS_INTERVAL = 2;
