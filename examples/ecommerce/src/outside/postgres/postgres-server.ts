/**
 * Runs a temporary PostgreSQL, which leaves nothing behind when it stops.
 * I1: it writes only to one temporary folder, which `stop` removes.
 * I2: it never runs as root, because PostgreSQL refuses to: root starts it as the user 'nobody'.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { takeBinaries } from './binaries.ts';
import type { PostgresBinaries } from './binaries.ts';

export interface PostgresServer {
  /** postgres://… */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts PostgreSQL on a free loopback port; resolves when it answers. */
export async function startPostgres(): Promise<PostgresServer> {
  const directory = await mkdtemp(join(await chooseParent(), `tfn-shop-postgres-${process.pid}-`));
  try {
    // Everyone may read the programs; only the owner may read `data`.
    await chmod(directory, 0o755);
    const binaries = await takeBinaries(join(directory, 'postgres'));
    const password = randomBytes(16).toString('hex');
    const data = await createCluster(binaries, { directory, password });
    const { server, port } = await serve(binaries.postgres, data);
    return {
      url: `postgres://shop:${password}@127.0.0.1:${port}/postgres`,
      async stop() {
        await end(server);
        await rm(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

// --- internal ---

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
/** PostgreSQL gets no variables of this process's environment, such as PGDATA. */
const env = { LC_ALL: 'C', ...(process.env['SystemRoot'] !== undefined && { SystemRoot: process.env['SystemRoot'] }) };
const ATTEMPTS = 3;

/** The temporary folder; when created by root, other users may enter it. */
async function chooseParent(): Promise<string> {
  if (!isRoot) return tmpdir();
  for (let path = tmpdir(); ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0) return '/tmp';
    if (path === dirname(path)) return tmpdir();
  }
}

/** Creates an empty database; returns its folder. */
async function createCluster(
  { initdb }: PostgresBinaries,
  { directory, password }: { directory: string; password: string },
): Promise<string> {
  const data = join(directory, 'data');
  const passwordFile = join(directory, 'password');
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (isRoot) for (const path of [data, passwordFile]) await chown(path, NOBODY, NOBODY);
  const options = ['--username=shop', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  const child = spawn(initdb, ['-D', data, ...options, '--locale=C', '--no-sync', '--no-instructions'], {
    ...user,
    env,
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const output = collect(child);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('close', resolve).once('error', reject),
  );
  if (code !== 0) throw new Error(`PostgreSQL's initdb failed (${code}): ${output()}`);
  await rm(passwordFile);
  return data;
}

async function serve(postgres: string, data: string): Promise<{ server: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    // No fsync: the data is temporary anyway.
    const settings = ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${port}`];
    const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
    const server = spawn(postgres, args, { ...user, env, cwd: data, stdio: ['ignore', 'ignore', 'pipe'] });
    const output = collect(server);
    const isReady = await new Promise<boolean>((resolve, reject) => {
      server.once('error', reject).once('close', () => resolve(false));
      server.stderr?.on('data', () => {
        if (output().includes('ready to accept connections')) resolve(true);
      });
    });
    if (isReady) return { server, port };
    // Another process may have taken the port meanwhile.
    if (attempt === ATTEMPTS) throw new Error(`PostgreSQL did not start: ${output()}`);
  }
}

/** The end of its output. */
function collect(child: ChildProcess): () => string {
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-10_000)));
  return () => output;
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('close', resolve));
  // PostgreSQL's "fast shutdown".
  server.kill('SIGINT');
  await ended;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
