import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { FromRunner, ToRunner } from '../runner/messages.ts';

/** A runner process, seen from `tfn dev`. */
export interface RunnerProcess {
  send(message: ToRunner, socket?: Socket): void;
  /** Resolves with the first message of these types; rejects when the process ends first. */
  next<TType extends FromRunner['type']>(...types: TType[]): Promise<Extract<FromRunner, { type: TType }>>;
  onMessage(listener: (message: FromRunner) => void): void;
  onExit(listener: () => void): void;
  /** Resolves when the process has ended; kills it after this many milliseconds. */
  end(how: 'drain' | 'quit' | 'kill', milliseconds: number): Promise<void>;
}

/** Starts a runner process in its own session: Ctrl-C reaches only the command, which then ends the runner. */
export function startRunner(root: string): RunnerProcess {
  const child = fork(require.resolve('../runner/runner'), {
    cwd: root,
    detached: true,
    // Without this process's debugger options.
    execArgv: [],
    // Not the terminal: when Node ends it restores the terminal's mode, and the keys of `tfn dev` would stop working.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Bundles are large, and certificates are bytes.
    serialization: 'advanced',
    env: {
      ...process.env,
      FORCE_COLOR: process.stdout.isTTY && !process.env['NO_COLOR'] ? '1' : '0',
    },
  });
  child.on('error', () => undefined);
  child.stdout?.pipe(process.stdout, { end: false });
  child.stderr?.pipe(process.stderr, { end: false });
  return {
    send(message, socket) {
      if (child.connected) child.send(message, socket, {}, () => undefined);
      else socket?.destroy();
    },
    next: (...types) => nextMessage(child, types),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    end: (how, milliseconds) => end(child, { how, milliseconds }),
  };
}

// --- internal ---

function nextMessage<TType extends FromRunner['type']>(
  child: ChildProcess,
  types: readonly TType[],
): Promise<Extract<FromRunner, { type: TType }>> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
    };
    const onMessage = (message: FromRunner): void => {
      if (!(types as readonly string[]).includes(message.type)) return;
      settle();
      resolve(message as Extract<FromRunner, { type: TType }>);
    };
    const onExit = (code: number | null, signal: string | null): void => {
      settle();
      reject(new Error(`The process that runs your functions ended (${signal ?? `exit code ${code}`}).`));
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
  });
}

async function end(
  child: ChildProcess,
  { how, milliseconds }: { how: 'drain' | 'quit' | 'kill'; milliseconds: number },
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  if (how === 'kill' || !child.connected) child.kill('SIGKILL');
  else child.send({ type: how } satisfies ToRunner, () => undefined);
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  await gone;
  clearTimeout(timer);
}
