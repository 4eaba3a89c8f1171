/** Other systems for durable functions, each with the two-step order, started from the packages in `bench/peers`. */
import { execFileSync, fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { createOrder } from './orders.ts';
import { startPostgres } from './postgres.ts';

/** One way to process an order of two steps. */
export interface PeerWay {
  readonly name: string;
  /** Where the steps run: in a worker, in the caller's process, or, with Restate, partly in each. */
  readonly kind: 'remote' | 'in place' | 'both';
  process(): Promise<unknown>;
}

/** A system that is not Temporal. */
export interface PeerSystem {
  readonly ways: readonly PeerWay[];
  stop(): Promise<void>;
}

const FOLDER = join(__dirname, '../../peers');

/** Whether the packages of the peers are installed. */
export function arePeersInstalled(): boolean {
  return existsSync(join(FOLDER, 'node_modules/@restatedev/restate-server'));
}

export function installPeers(): void {
  const args = ['install', '--prefix', FOLDER, '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
  execFileSync('npm', args, { stdio: 'inherit' });
}

/** Restate: its server, and the service in its own process. */
export async function startRestate(): Promise<PeerSystem> {
  const [port, ingress, admin, node] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const folder = mkdtempSync(join(tmpdir(), 'tfn-bench-restate-'));
  const server = spawn(process.execPath, [join(FOLDER, 'node_modules/@restatedev/restate-server/lib/index.js')], {
    env: {
      ...process.env,
      RESTATE_BASE_DIR: folder,
      RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_LOG_FILTER: 'error',
      DO_NOT_TRACK: '1',
    },
    stdio: 'ignore',
  });
  process.once('exit', () => server.kill('SIGTERM'));
  const service = await startProgram('restate-service.mjs', { PORT: String(port) });
  const agent = new Agent({ keepAlive: true });
  const stop = async (): Promise<void> => {
    agent.destroy();
    await Promise.all([end(service), end(server)]);
    rmSync(folder, { recursive: true });
  };
  try {
    await retry(() => post({ port: admin, path: '/deployments', body: { uri: `http://127.0.0.1:${port}` } }));
    const process = () => post({ port: ingress, path: '/orders/twoSteps', body: createOrder(), agent });
    await retry(process);
    return { ways: [{ name: 'Restate', kind: 'both', process }], stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** DBOS on the system's PostgreSQL. Undefined when PostgreSQL is not installed. */
export async function startDbos(): Promise<PeerSystem | undefined> {
  const postgres = await startPostgres(await freePort());
  if (postgres === undefined) return undefined;
  const app = await startProgram('dbos-app.mjs', { DATABASE_URL: postgres.url });
  const waiting = new Map<string, () => void>();
  app.on('message', ({ id }: { id: string }) => {
    waiting.get(id)?.();
    waiting.delete(id);
  });
  const toWay = (name: string, run: string, kind: PeerWay['kind']): PeerWay => ({
    name,
    kind,
    process: () =>
      new Promise<void>((resolve) => {
        const order = { ...createOrder(), id: randomUUID() };
        waiting.set(order.id, resolve);
        app.send({ kind: run, order });
      }),
  });
  return {
    ways: [toWay('DBOS, in its process', 'direct', 'in place'), toWay('DBOS, enqueued', 'enqueued', 'remote')],
    async stop() {
      await end(app);
      await postgres.stop();
    },
  };
}

// --- internal ---

async function startProgram(program: string, env: Record<string, string>): Promise<ChildProcess> {
  const child = fork(join(FOLDER, program), {
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
  });
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}

async function retry<TResult>(run: () => Promise<TResult>): Promise<TResult> {
  for (const deadline = Date.now() + 60_000; ;)
    try {
      return await run();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(200);
    }
}

function post({ port, path, body, agent }: PostInput): Promise<void> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent }, (response) => {
      response.resume().once('end', () => {
        if ((response.statusCode ?? 500) < 300) resolve();
        else reject(new Error(`${path}: ${response.statusCode}`));
      });
    });
    sent.once('error', reject).end(text);
  });
}

interface PostInput {
  readonly port: number;
  readonly path: string;
  readonly body: unknown;
  readonly agent?: Agent;
}
