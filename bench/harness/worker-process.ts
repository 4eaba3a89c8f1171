import { fork } from 'node:child_process';
import { mkdirSync, openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { collectGarbage } from './collect-garbage.ts';
import type { MemoryLeft } from './collect-garbage.ts';

export interface WorkerProcess {
  /** Milliseconds of CPU time that all threads of the process have used. */
  cpuTime(): Promise<number>;
  /** The memory of the process after a garbage collection in all its threads. */
  memory(): Promise<MemoryLeft>;
  stop(): Promise<void>;
}

export interface WorkerProcessOptions {
  /** A program in this folder's build, without its extension: 'raw/worker'. */
  readonly program: string;
  readonly address: string;
  readonly taskQueue: string;
  /** Additional environment variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a worker in its own process and resolves when it is ready. It ends with this process. Its output goes to
 * `bench/results`, with BENCH_CPU_PROF=1 also CPU profiles of all its threads.
 */
export async function startWorkerProcess({
  program,
  address,
  taskQueue,
  env,
}: WorkerProcessOptions): Promise<WorkerProcess> {
  const results = join(__dirname, '../../results');
  mkdirSync(results, { recursive: true });
  const name = program.replaceAll('/', '-');
  const log = openSync(join(results, `${name}.log`), 'w');
  const child = fork(join(__dirname, '..', `${program}.js`), {
    env: { ...process.env, TEMPORAL_ADDRESS: address, TASK_QUEUE: taskQueue, NO_COLOR: '1', ...env },
    execArgv: [
      '--expose-gc',
      '--require',
      join(__dirname, 'collect-garbage.js'),
      ...(process.env['BENCH_CPU_PROF'] === '1'
        ? ['--cpu-prof', `--cpu-prof-dir=${join(results, `${name}-prof`)}`]
        : []),
    ],
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('close', (code) =>
      reject(new Error(`The worker ${program} ended (${code}); see bench/results/${name}.log`)),
    );
  });
  const ask = <TAnswer>(question: Question): Promise<TAnswer> =>
    new Promise((resolve) => {
      child.once('message', (message) => resolve(message as TAnswer));
      child.send(question);
    });
  return {
    cpuTime: () => ask('cpu?'),
    memory: () => ask('memory?'),
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** A worker's program calls this when it polls. */
export function reportReady(stop: () => unknown): void {
  process.once('disconnect', () => void stop());
  process.on('message', (question: Question) => {
    void answerTo(question).then((answer) => process.send?.(answer));
  });
  process.send?.('ready');
}

// --- internal ---

type Question = 'cpu?' | 'memory?';

async function answerTo(question: Question): Promise<number | MemoryLeft> {
  if (question === 'memory?') return collectGarbage();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
