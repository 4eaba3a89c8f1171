import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface RunCommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Milliseconds until the command is killed. */
  readonly timeout: number;
  /** Gets each line of stdout and stderr. */
  readonly onLine?: (line: string) => void;
}

export interface CommandResult {
  /** `undefined` when it could be started and ended with exit code 0; else why it failed. */
  readonly failure: string | undefined;
  /** The last lines of stdout and stderr together. */
  readonly output: string;
}

/** Runs a command to its end. Never throws: a command that cannot be started is a failed result. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: RunCommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const lines: string[] = [];
    let timedOut = false;
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeout);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > keptLines) lines.shift();
        options.onLine?.(line);
      });
    }
    const finish = (failure: string | undefined): void => {
      clearTimeout(timer);
      resolve({ failure, output: lines.join('\n') });
    };
    child.once('error', (error: NodeJS.ErrnoException) => finish(startFailure(error)));
    child.once('close', (code, signal) => {
      if (timedOut) finish(`it did not end within ${options.timeout / 1000} s`);
      else if (code === 0) finish(undefined);
      else finish(signal ? `it was killed by ${signal}` : `it ended with exit code ${code}`);
    });
  });
}

// --- internal ---

const keptLines = 20;

function startFailure(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no such file';
  if (error.code === 'EACCES') return 'it is not executable';
  return error.message;
}
