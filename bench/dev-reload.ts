/**
 * The time from saving a file to the first response of the new code: `tfn dev` against a hand-written worker and Express server
 * under `tsx watch`, with `--include` for the workflow's file, which it would not notice otherwise. Each side has its own dev server.
 * Also measures how long an in-flight execution pauses: one sleeps 100 ms repeatedly, and the longest time between two sleeps counts.
 */
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { startDevServer } from '@tfn/testing/server';
import { compare } from './harness/compare.ts';
import { print, save } from './harness/report.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 10);
/** Milliseconds. */
const WAIT = 60_000;
const REST = 4000;
const PAUSE = 1000;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(__dirname, '../.dev-reload-'));
  const server = await startDevServer();
  const tfn = startTfn(join(folder, 'tfn'));
  const raw = startRaw(join(folder, 'raw'), server.address);
  try {
    await Promise.all([tfn.ready(), raw.ready()]);
    const results = [];
    for (const what of ['function', 'workflow'] as const) {
      const sides = [
        { name: 'tfn dev', measure: () => tfn.reload(what) },
        { name: 'tsx watch', measure: () => raw.reload(what) },
      ] as const;
      const result = await compare({ what: `reload of a ${what}`, unit: 'ms', sides, rounds: ROUNDS });
      print(result);
      results.push(result);
    }
    const sides = [
      { name: 'tfn dev', measure: () => tfn.standstill() },
      { name: 'tsx watch', measure: () => raw.standstill() },
    ] as const;
    const result = await compare({ what: 'an execution in flight', unit: 'ms', sides, rounds: ROUNDS });
    print(result);
    results.push(result);
    save('dev-reload', results);
  } finally {
    await Promise.all([tfn.stop(), raw.stop()]);
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

type Edited = 'function' | 'workflow';

/** The versions that the code returns; each edit changes one. */
type Versions = Record<Edited, number>;

interface Side {
  /** Resolves when the side serves requests. */
  ready(): Promise<void>;
  /** Saves an edit; resolves to the milliseconds until a response has the new version. */
  reload(what: Edited): Promise<number>;
  /** Saves an edit of the function; resolves to the longest pause of an in-flight execution meanwhile, in milliseconds. */
  standstill(): Promise<number>;
  stop(): Promise<void>;
}

interface SideInput {
  readonly port: number;
  /** Temporal's address. */
  readonly address: string;
  readonly taskQueue: string;
  readonly process: ChildProcess;
  /** Writes the source file with these versions. */
  write(what: Edited, versions: Versions): void;
}

function createSide({ port, address, taskQueue, process: child, write }: SideInput): Side {
  const versions: Versions = { function: 0, workflow: 0 };
  const until = async (): Promise<void> => {
    const wanted = JSON.stringify(versions);
    for (const deadline = Date.now() + WAIT; Date.now() < deadline;) {
      if ((await post(port).catch(() => '')) === wanted) return;
      await new Promise((done) => setTimeout(done, 5));
    }
    throw new Error(`No response on port ${port} had ${wanted}.`);
  };
  const reload = async (what: Edited): Promise<number> => {
    // Let the processes of the previous reload become idle.
    await new Promise((done) => setTimeout(done, REST));
    versions[what] += 1;
    const began = performance.now();
    write(what, versions);
    await until();
    return performance.now() - began;
  };
  return {
    ready: until,
    reload,
    async standstill() {
      const connection = await Connection.connect({ address });
      try {
        const { workflow } = new Client({ connection });
        const handle = await workflow.start('tick', { taskQueue, workflowId: randomUUID() });
        await reload('function');
        await new Promise((done) => setTimeout(done, 2 * PAUSE));
        const { events } = await handle.fetchHistory();
        await handle.terminate();
        return longestPause(
          (events ?? []).flatMap(({ timerStartedEventAttributes: timer, eventTime }) => (timer ? [eventTime] : [])),
        );
      } finally {
        await connection.close();
      }
    },
    async stop() {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGINT');
      await ended;
    },
  };
}

/** The longest time between two of these events, in milliseconds. */
function longestPause(times: readonly HistoryTime[]): number {
  const milliseconds = times.map((time) => Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6);
  return Math.max(...milliseconds.slice(1).map((time, index) => time - (milliseconds[index] ?? NaN)));
}

type HistoryTime = { readonly seconds?: unknown; readonly nanos?: number | null } | null | undefined;

function startTfn(folder: string): Side {
  const [port, temporalPort] = [43_101, 43_103];
  const write = (what: Edited, versions: Versions): void =>
    what === 'function'
      ? put(
          join(folder, 'functions/answer.ts'),
          `import { hostname } from 'node:os';
import { tfn } from '@tfn/core';
export const answer = tfn.fn('answer', async () => (hostname() === '' ? -1 : ${versions.function}));
`,
        )
      : put(
          join(folder, 'functions/ask.ts'),
          `import { tfn } from '@tfn/core';
import { answer } from './answer';
export const ask = tfn.workflow('ask', async (ctx) => ({ function: await ctx.run(answer), workflow: ${versions.workflow} }));
export const tick = tfn.workflow('tick', async (ctx) => {
  for (;;) await ctx.sleep('100ms');
});
tfn.http('POST', '/', ask);
`,
        );
  for (const what of ['function', 'workflow'] as const) write(what, { function: 0, workflow: 0 });
  put(join(folder, 'package.json'), '{ "name": "reload", "private": true, "type": "commonjs" }');
  const cli = join(dirname(require.resolve('@tfn/cli/package.json')), 'bin/tfn.cjs');
  const args = [cli, 'dev', '--no-ui', '--port', String(port), '--temporal-port', String(temporalPort)];
  const address = `127.0.0.1:${temporalPort}`;
  return createSide({ port, address, taskQueue: 'default', write, process: start(args, folder) });
}

function startRaw(folder: string, address: string): Side {
  const port = 43_102;
  const write = (what: Edited, versions: Versions): void =>
    what === 'function'
      ? put(
          join(folder, 'activities.ts'),
          `import { hostname } from 'node:os';
export async function answer(): Promise<number> { return hostname() === '' ? -1 : ${versions.function}; }
`,
        )
      : put(
          join(folder, 'workflows.ts'),
          `import { proxyActivities, sleep } from '@temporalio/workflow';
import type * as activities from './activities';
const { answer } = proxyActivities<typeof activities>({ startToCloseTimeout: '1m' });
export async function ask() { return { function: await answer(), workflow: ${versions.workflow} }; }
export async function tick(): Promise<void> { for (;;) await sleep(100); }
`,
        );
  for (const what of ['function', 'workflow'] as const) write(what, { function: 0, workflow: 0 });
  put(
    join(folder, 'main.ts'),
    `import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import express from 'express';
import * as activities from './activities';
async function main() {
  const [connection, native] = await Promise.all([Connection.connect({ address: '${address}' }), NativeConnection.connect({ address: '${address}' })]);
  const client = new Client({ connection });
  const worker = await Worker.create({ connection: native, taskQueue: 'raw', workflowsPath: require.resolve('./workflows'), activities });
  const app = express();
  app.post('/', async (_request, response) => {
    response.json(await client.workflow.execute('ask', { taskQueue: 'raw', workflowId: randomUUID() }));
  });
  app.listen(${port}, '127.0.0.1');
  await worker.run();
}
void main().then(() => process.exit(0));
`,
  );
  put(join(folder, 'package.json'), '{ "private": true, "type": "commonjs" }');
  const args = [require.resolve('tsx/cli'), 'watch', '--clear-screen=false', '--include', './workflows.ts', 'main.ts'];
  return createSide({ port, address, taskQueue: 'raw', write, process: start(args, folder) });
}

function put(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function start(args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'ignore'] });
}

function post(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', connection: 'close' };
    const call = request({ port, host: '127.0.0.1', method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString())).on('end', () => resolve(text));
    });
    call.on('error', reject).end('{}');
  });
}

void main();
