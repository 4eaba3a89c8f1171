/*
 * Ends the server when the process that started it is gone, however that happened.
 * I1. The watchdog reads a pipe that only the parent holds. The kernel closes it when the parent
 *     ends in any way, kill -9 included; the end of the pipe is the signal.
 * I2. It is started, with its pipe, before the server; a parent that dies between the two leaves none.
 * I3. Server and watchdog are in sessions of their own, so Ctrl-C reaches only the parent, which can
 *     first shut its workers down.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';

export interface Watchdog {
  /** From now on the process `pid` ends with this one, and `files` are removed then. */
  guard(pid: number, files: readonly string[]): void;
  /** Lets the guarded process be, and resolves when the watchdog is gone. */
  dismiss(): Promise<void>;
}

/** Starts a watchdog. It does not keep this process alive. */
export function startWatchdog(): Watchdog {
  const child = spawn(process.execPath, ['-e', watchdogScript], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    // Neither a debugger nor a preloaded module is for the watchdog.
    env: { ELECTRON_RUN_AS_NODE: '1' },
    windowsHide: true,
  });
  child.on('error', () => {});
  child.unref();
  const pipe = child.stdin as Socket;
  pipe.on('error', () => {});
  pipe.unref();
  return {
    guard: (pid, files) => {
      pipe.write(`${JSON.stringify({ pid, files })}\n`);
    },
    dismiss: () => dismiss(child, pipe),
  };
}

// --- internal ---

/**
 * Runs in a process of its own, hence as text: this file exists as TypeScript in tests and as
 * JavaScript in a package. SIGTERM first, so that a server with a database closes it.
 */
const watchdogScript = `
let text = '';
process.stdin.setEncoding('utf8').on('data', (chunk) => (text += chunk)).on('error', () => {}).on('close', () => {
  const [guarded, word] = text.split('\\n');
  if (!guarded || word === 'dismissed') return;
  const { pid, files } = JSON.parse(guarded);
  const kill = (signal) => { try { return process.kill(pid, signal); } catch { return false; } };
  const finish = () => { for (const file of files) require('fs').rmSync(file, { force: true }); };
  kill('SIGTERM');
  const started = Date.now();
  (function look() {
    if (!kill(0)) return finish();
    if (Date.now() - started < 5000) return setTimeout(look, 50);
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
