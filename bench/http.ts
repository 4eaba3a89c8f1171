/** An endpoint of tfn.http against the same one written by hand with Express 5 and Temporal's client, in turns. */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { startDevServer } from '@tfn/testing/server';
import { compare } from './harness/compare.ts';
import type { Comparison } from './harness/compare.ts';
import { throughput } from './harness/load.ts';
import { print, save } from './harness/report.ts';
import { percentile } from './harness/stats.ts';
import { startWorkerProcess } from './harness/worker-process.ts';
import type { WorkerProcess } from './harness/worker-process.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 21);
const ROUTES = ['/orders/async', '/orders'];
const CONNECTIONS = 20;

async function main(): Promise<void> {
  const server = await startDevServer();
  const taskQueue = `http-${randomUUID()}`;
  const { address } = server;
  const worker = await startWorkerProcess({ program: 'tfn/worker', address, taskQueue });
  const sides = [
    { name: 'tfn', ...(await startHttp('tfn/http-server', { address, taskQueue })) },
    { name: 'by hand', ...(await startHttp('raw/http-server', { address, taskQueue })) },
  ] as const;
  const results: Comparison[] = [];
  try {
    for (const path of ROUTES)
      for (const { what, unit, amount, read } of FIGURES) {
        const [ours, theirs] = sides.map(({ name, url, process: program }) => ({
          name,
          measure: async () => {
            const before = await program.cpuTime();
            const result = await load(url + path, amount);
            return read(result, (await program.cpuTime()) - before);
          },
        }));
        const result = await compare({ what: `${path}, ${what}`, unit, rounds: ROUNDS, sides: [ours!, theirs!] });
        print(result);
        results.push(result);
      }
    save('http', results);
  } finally {
    agent.destroy();
    for (const { process: program } of sides) await program.stop();
    await worker.stop();
    await server.stop();
  }
}

interface Figure {
  readonly what: string;
  readonly unit: 'per s' | 'ms';
  /** Requests of one measurement: few, so that the sides take turns quickly; a p99 needs more. */
  readonly amount: number;
  readonly read: (result: Load, cpu: number) => number;
}

const FIGURES: readonly Figure[] = [
  { what: 'requests', unit: 'per s', amount: 100, read: ({ count, seconds }) => count / seconds },
  { what: 'p99', unit: 'ms', amount: 200, read: ({ p99 }) => p99 },
  { what: 'CPU of the server for one request', unit: 'ms', amount: 100, read: ({ count }, cpu) => cpu / count },
];

interface Load {
  readonly count: number;
  readonly seconds: number;
  readonly p99: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const BODY = JSON.stringify({ id: 'bench', items: [{ sku: 'grinder', quantity: 1 }], total: 0 });

/** Sends so many requests, and sees that all are answered. */
async function load(url: string, count: number): Promise<Load> {
  const latencies: number[] = [];
  const rate = await throughput(CONNECTIONS, count, async () => {
    const begin = performance.now();
    await post(url);
    latencies.push(performance.now() - begin);
  });
  return { count, seconds: count / rate, p99: percentile(latencies, 99) };
}

function post(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(BODY) };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 200 || response.statusCode === 202) resolve();
        else reject(new Error(`${url}: ${response.statusCode}`));
      });
    });
    sent.once('error', reject).end(BODY);
  });
}

async function startHttp(
  program: string,
  temporal: { address: string; taskQueue: string },
): Promise<{ url: string; process: WorkerProcess }> {
  const port = await freePort();
  process.env['PORT'] = String(port);
  return { url: `http://127.0.0.1:${port}`, process: await startWorkerProcess({ program, ...temporal }) };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

void main();
