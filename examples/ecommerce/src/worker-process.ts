import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

export interface WorkerProcessOptions {
  /** Temporal's `host:port`. */
  address: string;
  taskQueue: string;
  shopDirectory: string;
  /** Gets all that the worker prints; what is there stays. */
  logFile: string;
  /** @default 100 */
  maxConcurrentActivities?: number;
}

/** A worker that runs in a process of its own. */
export interface WorkerProcess {
  readonly pid: number;
  /** Resolves when it polls for work. @throws {Error} when it ended before */
  ready(): Promise<void>;
  /** Ends it as a power cut would: with SIGKILL. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Lets what runs end, then ends it. Does nothing when it is gone. */
  stop(): Promise<void>;
}

/** Starts `worker.ts`. It ends with this process, however that ends. */
export function startWorkerProcess(options: WorkerProcessOptions): WorkerProcess {
  const log = openSync(options.logFile, 'a');
  const child = fork(join(__dirname, 'worker.js'), {
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: options.address,
      TASK_QUEUE: options.taskQueue,
      SHOP_DIRECTORY: options.shopDirectory,
      MAX_CONCURRENT_ACTIVITIES: String(options.maxConcurrentActivities ?? 100),
      NO_COLOR: '1',
    },
    execArgv: [],
    stdio: ['ignore', log, log, 'ipc'],
    // Ctrl-C in the terminal must not reach it before this process has decided what to do.
    detached: true,
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  const ready = untilReady(child, options.logFile);
  // Whoever stops it before it is ready need not handle that.
  ready.catch(() => undefined);
  return {
    pid: child.pid as number,
    ready: () => ready,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

// --- internal ---

function untilReady(child: ChildProcess, logFile: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('error', reject);
    child.once('close', (code, signal) =>
      reject(new Error(`The worker ended (${signal ?? code}) before it was ready; its log: ${logFile}`)),
    );
  });
}
