/**
 * An endpoint of tfn.http against the same one written by hand with Express 5 and Temporal's client. Both serve at the same time,
 * in windows of a few seconds: other load on the machine slows both, so the ratio of a window is meaningful.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { startDevServer } from '@tfn/testing/server';
import type { Comparison } from './harness/compare.ts';
import { freePort } from './harness/free-port.ts';
import { print, save } from './harness/report.ts';
import { percentile, summarize } from './harness/stats.ts';
import { startWorkerProcess } from './harness/worker-process.ts';
import type { WorkerProcess } from './harness/worker-process.ts';

const WINDOWS = Number(process.env['BENCH_ROUNDS'] ?? 15);
const SECONDS = 4;
/** Clients of each side. */
const CONNECTIONS = 10;

async function main(): Promise<void> {
  const server = await startDevServer();
  const temporal = { address: server.address, taskQueue: `http-${randomUUID()}` };
  const worker = await startWorkerProcess({ program: 'tfn/worker', ...temporal });
  const sides = [
    await startSide('tfn', 'tfn/http-server', temporal),
    await startSide('by hand', 'raw/http-server', temporal),
  ] as const;
  const results: Comparison[] = [];
  try {
    for (const path of ['/orders/async', '/orders']) {
      await runWindow(sides, path);
      const windows: (readonly [Load, Load])[] = [];
      for (let count = 0; count < WINDOWS; count += 1) windows.push(await runWindow(sides, path));
      for (const { what, unit, read } of FIGURES) {
        const result = toComparison(`${path}, ${what}`, unit, [
          windows.map(([ours]) => read(ours)),
          windows.map(([, theirs]) => read(theirs)),
        ]);
        print(result);
        results.push(result);
      }
    }
    save('http', results);
  } finally {
    for (const side of sides) await side.stop();
    await worker.stop();
    await server.stop();
  }
}

interface Figure {
  readonly what: string;
  readonly unit: 'per s' | 'ms';
  readonly read: (load: Load) => number;
}

const FIGURES: readonly Figure[] = [
  { what: 'requests', unit: 'per s', read: ({ latencies }) => latencies.length / SECONDS },
  { what: 'p50', unit: 'ms', read: ({ latencies }) => percentile(latencies, 50) },
  { what: 'p99', unit: 'ms', read: ({ latencies }) => percentile(latencies, 99) },
  { what: 'CPU of the server for one request', unit: 'ms', read: ({ latencies, cpu }) => cpu / latencies.length },
];

/** The measurements of one side in one window. */
interface Load {
  /** Milliseconds of each request. */
  readonly latencies: readonly number[];
  /** Milliseconds of CPU time. */
  readonly cpu: number;
}

interface Side {
  readonly name: string;
  readonly process: WorkerProcess;
  post(path: string): Promise<void>;
  stop(): Promise<void>;
}

async function runWindow(sides: readonly [Side, Side], path: string): Promise<readonly [Load, Load]> {
  const end = performance.now() + SECONDS * 1000;
  const run = async (side: Side): Promise<Load> => {
    const latencies: number[] = [];
    const before = await side.process.cpuTime();
    const connection = async (): Promise<void> => {
      while (performance.now() < end) {
        const begin = performance.now();
        await side.post(path);
        latencies.push(performance.now() - begin);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
    return { latencies, cpu: (await side.process.cpuTime()) - before };
  };
  return Promise.all([run(sides[0]), run(sides[1])]);
}

function toComparison(
  what: string,
  unit: Figure['unit'],
  [ours, theirs]: readonly [readonly number[], readonly number[]],
): Comparison {
  const ratios = summarize(ours.map((figure, index) => figure / (theirs[index] as number)));
  const sides = [
    { name: 'tfn', ...summarize(ours) },
    { name: 'by hand', ...summarize(theirs) },
  ];
  return { what, unit, sides, ratio: ratios.median, ratios };
}

const BODY = JSON.stringify({ id: 'bench', items: [{ sku: 'grinder', quantity: 1 }], total: 0 });

async function startSide(
  name: string,
  program: string,
  temporal: { address: string; taskQueue: string },
): Promise<Side> {
  const port = await freePort();
  process.env['PORT'] = String(port);
  const started = await startWorkerProcess({ program, ...temporal });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(BODY) };
  return {
    name,
    process: started,
    post: (path) =>
      new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port, path, method: 'POST', agent, headers };
        const sent = request(options, (response) => {
          response.resume().once('end', () => {
            if (response.statusCode === 200 || response.statusCode === 202) resolve();
            else reject(new Error(`${name} ${path}: ${response.statusCode}`));
          });
        });
        sent.once('error', reject).end(BODY);
      }),
    async stop() {
      agent.destroy();
      await started.stop();
    },
  };
}

void main();
