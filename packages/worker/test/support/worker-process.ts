import { fork } from 'node:child_process';
import { join } from 'node:path';

/** A worker in its own process, from a file in fixtures/processes. */
export interface WorkerProcess {
  /** Resolves when the process has reported this. */
  said(message: string): Promise<void>;
  send(message: string): void;
  kill(signal: NodeJS.Signals): void;
  /** Resolves to its exit code, or to the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Node's options. */
export interface WorkerProcessOptions {
  readonly execArgv?: readonly string[];
  /** Variables in addition to those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

export function startWorkerProcess(
  file: string,
  args: readonly string[],
  { execArgv = [], env = {} }: WorkerProcessOptions = {},
): WorkerProcess {
  const child = fork(join(__dirname, '../fixtures/processes', file), args, {
    execArgv: [...execArgv],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const messages = new Set<unknown>();
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => output.push(String(data)));
  child.on('message', (message) => messages.add(message));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  return {
    async said(message) {
      while (!messages.has(message)) {
        if (child.exitCode !== null)
          throw new Error(`the worker ended without saying '${message}': ${output.join('')}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    send: (message) => void child.send(message),
    kill: (signal) => void child.kill(signal),
    ended,
  };
}
