/**
 * The threads that workflows run in. The SDK starts them in `Worker.create` and waits while each loads its modules, a quarter of a second.
 * Where this module is switched on, they start earlier, and load while this process loads the SDK, connects and bundles.
 * I1: off unless the process is ours (`ownWorkflowThreads`) or a worker asks for it: otherwise nothing of Node or the SDK is replaced.
 * I2: the SDK gets a thread that does exactly what it asks for, faster with a version of the SDK that we know, or starts its own.
 * I3: a thread that no worker took keeps no process alive, and ends with the start that it was for.
 */
import { join } from 'node:path';
import workerThreads from 'node:worker_threads';
import type { Worker as WorkerThread } from 'node:worker_threads';
import { isKnownSdk } from '../version.ts';

/** Threads for the workflows of one worker. */
export interface WorkflowThreads {
  /** Passes them to the SDK in what it creates; ends those that it did not take. */
  during<TResult>(create: () => Promise<TResult>): Promise<TResult>;
  /** Ends those that were not taken, when there is nothing to create. */
  end(): Promise<void>;
}

/**
 * Switches this on for every worker of a process that belongs to us, and starts the first worker's thread: to be called before the SDK is
 * loaded. Only `tfn start` calls it; `tfn dev` runs workflows in its main thread.
 */
export function ownWorkflowThreads(): void {
  isOwned = true;
  early.push(...startThreads(1));
}

/** Starts the threads of a worker, less those that were started early. */
export function startWorkflowThreads(count: number, { wanted }: { wanted: boolean }): WorkflowThreads {
  if (!isOwned && !wanted) return THREADS_OF_SDK;
  const found = early.splice(0, count);
  const threads = [...found, ...startThreads(count - found.length)];
  const end = async (): Promise<void> => {
    await Promise.all(threads.splice(0).map(({ thread }) => thread.terminate()));
  };
  return {
    async during(create) {
      takers.add(threads);
      replaceWorkerClass();
      try {
        return await create();
      } finally {
        takers.delete(threads);
        if (takers.size === 0) restoreWorkerClass();
        await end();
      }
    },
    end,
  };
}

// --- internal ---

let isOwned = false;

/** Started for the first worker: before the SDK is loaded, and so before there can be one. */
const early: WorkflowThread[] = [];

const THREADS_OF_SDK: WorkflowThreads = { during: (create) => create(), end: () => Promise.resolve() };

type WorkerClass = typeof workerThreads.Worker;

const NodeWorker = workerThreads.Worker;

/** Where the SDK looks the class up, each time. */
const asNodeModule = workerThreads as { Worker: WorkerClass };

/** What `node:worker_threads` had before it was replaced. */
let replaced: WorkerClass | undefined;

function replaceWorkerClass(): void {
  replaced ??= asNodeModule.Worker;
  asNodeModule.Worker = StartedEarlier;
}

function restoreWorkerClass(): void {
  if (replaced !== undefined) asNodeModule.Worker = replaced;
  replaced = undefined;
}

/** The threads of the workers that are being created. */
const takers = new Set<WorkflowThread[]>();

/** Replaces Node's class for as long as a worker is created: returns a thread that has started already. */
class StartedEarlier extends NodeWorker {
  constructor(...args: ConstructorParameters<WorkerClass>) {
    const thread = args.length === 1 ? take(args[0]) : undefined;
    if (thread !== undefined) return thread;
    super(...args);
  }
}

interface WorkflowThread {
  readonly file: string;
  readonly thread: WorkerThread;
  /** Makes it equal to one that has just started. Undefined when it has ended. */
  handOver(): WorkerThread | undefined;
}

function take(file: unknown): WorkerThread | undefined {
  for (const threads of takers)
    for (const [index, { file: own, handOver }] of threads.entries())
      if (own === file) {
        threads.splice(index, 1);
        return handOver();
      }
  return undefined;
}

function startThreads(count: number): WorkflowThread[] {
  const file = findThreadFile();
  if (file === undefined) return [];
  return Array.from({ length: count }, () => startThread(file));
}

function startThread(file: string): WorkflowThread {
  const thread = new NodeWorker(isKnownSdk() && process.versions['bun'] === undefined ? THREAD : file);
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  // The SDK's own thread will report why it failed.
  thread.on('error', end).on('exit', end).unref();
  return {
    file,
    thread,
    handOver() {
      thread.off('error', end).off('exit', end).ref();
      return ended ? undefined : thread;
    },
  };
}

/** Undefined where the SDK has no such file, as in a later version, or as part of a bundle. */
function findThreadFile(): string | undefined {
  try {
    return require.resolve('@temporalio/worker/lib/workflow/workflow-worker-thread');
  } catch {
    return undefined;
  }
}

/** Compiled, also where this file runs from source: a thread starts with JavaScript. */
const THREAD = join(__dirname, '../../../dist/sdk/threads/thread.js');
