import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface RunCommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Milliseconds until the command is killed. */
  readonly timeout: number;
  /** Receives each line of stdout and stderr. */
  readonly onLine?: (line: string) => void;
}

export interface CommandResult {
  /** Why it failed; `undefined` when it ended with exit code 0. */
  readonly failure: string | undefined;
  /** The last lines of stdout and stderr together. */
  readonly output: string;
}

/** Runs a command and waits for its end. Never throws: a command that cannot start is a failed result. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: RunCommandOptions,
): Promise<CommandResult> {
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    options.onLine?.(line);
  };
  const failure = await run(command, args, { ...options, onLine: keep }).catch(startFailure);
  return { failure, output: lines.join('\n') };
}

// --- internal ---

const KEPT_LINES = 20;

/** Resolves to why a started command failed; rejects when it cannot be started. */
function run(
  command: string,
  args: readonly string[],
  { cwd, env = process.env, timeout, onLine }: RunCommandOptions,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeout);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => onLine?.(line));
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (timedOut) resolve(`it did not end within ${timeout / 1000} s`);
      else if (code === 0) resolve(undefined);
      else resolve(signal ? `it was killed by ${signal}` : `it ended with exit code ${code}`);
    });
  });
}

function startFailure(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return 'there is no such file';
  if (error.code === 'EACCES') return 'it is not executable';
  return error.message;
}
