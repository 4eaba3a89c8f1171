/**
 * The threads that workflows run in. The SDK starts them in `Worker.create` and waits while each loads its modules, a quarter of a second.
 * Started before, they load while this process loads the SDK, connects and bundles.
 * I1: the SDK gets a thread that does exactly what it asks for, cheaper where its insides are known, or starts its own.
 * I2: a thread that nobody took keeps no process alive, and ends with the start that it was for.
 */
import { join } from 'node:path';
import workerThreads from 'node:worker_threads';
import type { Worker as WorkerThread } from 'node:worker_threads';

/** Threads for the workflows of one worker. */
export interface WorkflowThreads {
  /** Has the SDK take them in what it creates; ends those that it did not. */
  during<TResult>(create: () => Promise<TResult>): Promise<TResult>;
  /** Ends those that were not taken, when there is nothing to create. */
  end(): Promise<void>;
}

/** Started for whoever asks first: before the SDK is loaded, and so before there can be a worker. */
const early: WorkflowThread[] = [];

/** Starts a thread for the first worker of this process, while the rest is loaded. */
export function startWorkflowThreadEarly(): void {
  early.push(...startThreads(1));
}

/** Starts so many for a worker, but for those that were started early. */
export function startWorkflowThreads(count: number): WorkflowThreads {
  const found = early.splice(0, count);
  const threads = [...found, ...startThreads(count - found.length)];
  const end = async (): Promise<void> => {
    await Promise.all(threads.splice(0).map(({ thread }) => thread.terminate()));
  };
  return {
    async during(create) {
      takers.add(threads);
      asNodeModule.Worker = HandedOver;
      try {
        return await create();
      } finally {
        takers.delete(threads);
        if (takers.size === 0) asNodeModule.Worker = StartedNow;
        await end();
      }
    },
    end,
  };
}

// --- internal ---

/** Node's own class, whatever is in its place later. */
const StartedNow = workerThreads.Worker;

/** Where the SDK looks the class up, each time. */
const asNodeModule = workerThreads as { Worker: typeof StartedNow };

/** The threads of those who create a worker at this moment. */
const takers = new Set<WorkflowThread[]>();

/** In the place of Node's class: what the SDK asks for has been started. */
class HandedOver extends StartedNow {
  constructor(...args: ConstructorParameters<typeof StartedNow>) {
    const thread = args.length === 1 ? take(args[0]) : undefined;
    if (thread !== undefined) return thread;
    super(...args);
  }
}

interface WorkflowThread {
  readonly file: string;
  readonly thread: WorkerThread;
  /** Makes it as one that was started now. Undefined when it has ended. */
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
  const thread = new StartedNow(chooseFile(file));
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  // Why it failed the SDK's own thread will say.
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

/** What runs in the SDK's place: its own file, cheaper, where we know what is in it. */
function chooseFile(file: string): string {
  const { version } = require('@temporalio/worker/package.json') as { version: string };
  return KNOWN_SDK.test(version) && process.versions['bun'] === undefined ? THREAD : file;
}

/** Versions of the SDK that the changes of `thread.ts` were written against. */
const KNOWN_SDK = /^1\.24\./;

/** The compiled one, also for those who run this as source: a thread starts with JavaScript. */
const THREAD = join(__dirname, '../../../dist/sdk/threads/thread.js');
