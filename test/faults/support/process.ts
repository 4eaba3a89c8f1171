import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A process of the shop, which runs a file in fixtures. */
export interface ShopProcess {
  /** Kills the process with SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Whether the process is gone. */
  ended(): boolean;
}

/** Node's options. */
export interface ProcessOptions {
  readonly execArgv?: readonly string[];
  /** Variables in addition to those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

const running = new Set<ShopProcess>();

/** Starts a process and resolves when it reports that it is ready. */
export async function startProcess(
  file: string,
  args: readonly string[],
  { execArgv = [], env = {} }: ProcessOptions = {},
): Promise<ShopProcess> {
  const child = fork(join(__dirname, '../fixtures', file), args, {
    // The folder for a core dump.
    cwd: tmpdir(),
    execArgv: [...execArgv],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data) => (output = `${output}${data}`.slice(-4000)));
  const gone = once(child, 'exit');
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const shopProcess: ShopProcess = {
    ended,
    async kill() {
      running.delete(shopProcess);
      if (ended()) return;
      child.kill('SIGKILL');
      await gone;
    },
  };
  running.add(shopProcess);
  let ready = false;
  const said = once(child, 'message').then(() => (ready = true));
  await Promise.race([said, gone]);
  if (!ready) throw new Error(`${file} ended before it was ready: ${output}`);
  return shopProcess;
}

/** Kills the processes that a test left running. */
export async function killProcesses(): Promise<void> {
  await Promise.all([...running].map((one) => one.kill()));
}
