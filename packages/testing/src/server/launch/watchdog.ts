/*
 * Ends the server when the process that started it is gone, however that happened.
 * I1. The watchdog reads a pipe that only the parent holds. The kernel closes it when the parent
 *     ends in any way, kill -9 included; the end of the pipe is the signal.
 * I2. It is started, with its pipe, before the server, and receives the pid immediately after the server's
 *     start. Only a parent killed in that instant leaves a server.
 * I3. Server and watchdog are in sessions of their own, so Ctrl-C reaches only the parent, which can
 *     first shut its workers down.
 * I4. A server that ended by itself is not killed later: its pid may be another process by then.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';

export interface Watchdog {
  /** From now on the process ends with this one. */
  guard(guarded: Guarded): void;
  /** The process has ended; only its files are still removed with this one. */
  forget(): void;
  /** Stops watching the process. Resolves when the watchdog is gone. */
  dismiss(): Promise<void>;
}

interface Guarded {
  readonly pid: number;
  /** Ends it with SIGTERM, and kills it after 5 s. Without this it is killed immediately. */
  readonly graceful: boolean;
  /** The files to remove when it is gone. */
  readonly files: readonly string[];
}

/** Starts a watchdog. It does not keep this process alive. */
export function startWatchdog(): Watchdog {
  const child = spawn(process.execPath, ['-e', watchdogScript], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    // A debugger or a preloaded module of this process must not load into the watchdog.
    env: { ...process.env, NODE_OPTIONS: '', ELECTRON_RUN_AS_NODE: '1' },
    windowsHide: true,
  });
  child.on('error', () => {});
  child.unref();
  const pipe = child.stdin as Socket;
  pipe.on('error', () => {});
  pipe.unref();
  return {
    guard: (guarded) => {
      pipe.write(`${JSON.stringify(guarded)}\n`);
    },
    forget: () => {
      pipe.write('ended\n');
    },
    dismiss: () => dismiss(child, pipe),
  };
}

// --- internal ---

/**
 * Runs in a process of its own, hence as text: this file exists as TypeScript in tests and as
 * JavaScript in a package.
 */
const watchdogScript = `
let text = '';
process.stdin.setEncoding('utf8').on('data', (chunk) => (text += chunk)).on('error', () => {}).on('close', () => {
  const words = text.split('\\n');
  if (text === '' || words.includes('dismissed')) return;
  const { pid, graceful, files } = JSON.parse(words[0]);
  const kill = (signal) => { try { return process.kill(pid, signal); } catch { return false; } };
  const finish = () => { for (const file of files) require('fs').rmSync(file, { force: true }); };
  if (words.includes('ended')) return finish();
  kill(graceful ? 'SIGTERM' : 'SIGKILL');
  const started = Date.now();
  (function look() {
    if (!kill(0)) return finish();
    if (Date.now() - started < 5000) return setTimeout(look, 20);
    kill('SIGKILL');
    setTimeout(finish, 50);
  })();
});`;

async function dismiss(child: ChildProcess, pipe: Socket): Promise<void> {
  const ended = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  if (ended) return;
  child.ref();
  const gone = once(child, 'exit');
  pipe.end('dismissed\n');
  await gone;
}
