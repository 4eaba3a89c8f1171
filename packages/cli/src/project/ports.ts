import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { cliError } from '../errors.ts';

/** Whether this process could listen on a port. */
export function isPortFree(port: number, host: string = '127.0.0.1'): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false)).listen(port, host, () => server.close(() => done(true)));
  });
}

/** The error for a port that is taken: names the program that uses it, and a free port. */
export async function portTaken(port: number, host?: string): Promise<Error> {
  const by = await holderOf(port);
  let next = port + 1;
  while (!(await isPortFree(next, host))) next += 1;
  return cliError('TFN_CLI_PORT_TAKEN', { port, by: by === undefined ? '' : ` by ${by}`, next });
}

// --- internal ---

/** The program that listens on a port, if the system's tools report it. */
async function holderOf(port: number): Promise<string | undefined> {
  const run = promisify(execFile);
  try {
    const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fcp']);
    const [pid, name] = [/^p(\d+)/m.exec(stdout)?.[1], /^c(.+)/m.exec(stdout)?.[1]];
    if (pid !== undefined) return `${name ?? 'a process'} (pid ${pid})`;
  } catch {
    // lsof is not installed everywhere; most Linux systems have ss.
  }
  try {
    const { stdout } = await run('ss', ['-Hltnp', `sport = :${port}`]);
    const match = /\("([^"]+)",pid=(\d+)/.exec(stdout);
    return match ? `${match[1]} (pid ${match[2]})` : undefined;
  } catch {
    return undefined;
  }
}
