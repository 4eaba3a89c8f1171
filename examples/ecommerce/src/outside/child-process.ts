import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface ChildOptions {
  /** The name in messages. */
  name: string;
  /** A Node program that sends one message when it is ready. */
  file: string;
  env?: Readonly<Record<string, string>>;
  /** The program's output is appended to this file. */
  logFile: string;
}

/** A program in its own process. */
export interface Child<TReady> {
  readonly pid: number;
  /** Resolves to the message that reports that it is ready. @throws {Error} when the program ends first */
  ready(): Promise<TReady>;
  /** Ends it as a power cut would, with SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Asks it to stop, and resolves when the process is gone. Does nothing when it already is. */
  stop(): Promise<void>;
}

/** Starts a program. It stops when the channel to this process breaks, so it never outlives this process. */
export function startChild<TReady>({ name, file, env = {}, logFile }: ChildOptions): Child<TReady> {
  const log = openSync(logFile, 'a');
  const child = fork(file, {
    env: { ...process.env, ...env, NO_COLOR: '1' },
    execArgv: [],
    stdio: ['ignore', log, log, 'ipc'],
    // Ctrl-C in the terminal must reach only this process, which decides what to do.
    detached: true,
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  const ready = untilReady<TReady>(child, { name, logFile });
  // A caller that stops it before it is ready need not handle the rejection.
  ready.catch(() => undefined);
  return {
    pid: child.pid as number,
    ready: () => ready,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

/** The main function of a program that `startChild` starts: serves until it is stopped. */
export function serveAsChild(start: () => Promise<{ readonly url: string; stop(): Promise<void> }>): void {
  const serve = async (): Promise<void> => {
    const stopped = untilStopped();
    const { url, stop } = await start();
    process.send?.({ url }, () => undefined);
    await stopped;
    await stop();
  };
  serve()
    .catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    })
    .finally(() => {
      if (process.connected) process.disconnect();
    });
}

// --- internal ---

/** Resolves when this program should end. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    process.once('disconnect', resolve);
  });
}

function untilReady<TReady>(
  child: ChildProcess,
  { name, logFile }: Pick<ChildOptions, 'name' | 'logFile'>,
): Promise<TReady> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as TReady));
    child.once('error', reject);
    child.once('close', (code, signal) =>
      reject(new Error(`The ${name} ended (${signal ?? code}) before it was ready; its log: ${logFile}`)),
    );
  });
}
