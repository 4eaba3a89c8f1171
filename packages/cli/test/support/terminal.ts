import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** A command on a terminal. */
export interface Terminal {
  readonly process: ChildProcess;
  output(): string;
  until(pattern: RegExp): Promise<void>;
  type(keys: string): void;
  readonly ended: Promise<number | null>;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly columns: number;
  readonly env?: Record<string, string>;
}

/** Runs a shell command on a pseudo-terminal from util-linux's `script`. */
export function openTerminal(command: string, { cwd, columns, env = {} }: TerminalOptions): Terminal {
  const child = spawn(
    'script',
    ['--quiet', '--return', '--command', `stty cols ${columns} rows 40; ${command}`, '/dev/null'],
    {
      cwd,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TFN_TEMPORAL_CLI: process.env['TFN_TEMPORAL_CLI'],
        TERM: 'xterm',
        ...env,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  let text = '';
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk.replaceAll('\r', '');
    for (const listener of listeners) listener();
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  let seen = 0;
  return {
    process: child,
    output: () => text,
    until: (pattern) =>
      new Promise((done, reject) => {
        const look = (): void => {
          const match = pattern.exec(text.slice(seen));
          if (match === null) return;
          seen += match.index + match[0].length;
          listeners.delete(look);
          done();
        };
        listeners.add(look);
        void ended.then(() => reject(new Error(`It ended without printing ${String(pattern)}:\n${text}`)));
        look();
      }),
    type: (keys) => void child.stdin.write(keys),
    ended,
  };
}

/** The visible text, without colors and cursor movements. */
export function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- that is what they are made of
  return text.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}
