/**
 * Growth: worker processes, open workflows, a backlog, histories. Each side has its own workers; measurements that fill a server
 * also have their own server.
 * BENCH_FULL=1 measures up to 50,000 open workflows and a backlog of 10,000.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { startDevServer } from '@tfn/testing/server';
import { toEach } from './harness/collect-garbage.ts';
import { compareFigures } from './harness/compare.ts';
import type { Comparison, Figure } from './harness/compare.ts';
import { throughput } from './harness/load.ts';
import { createOrder } from './harness/orders.ts';
import { prebuildBundles } from './harness/prebuilt-bundles.ts';
import type { PrebuiltBundles } from './harness/prebuilt-bundles.ts';
import { print, save } from './harness/report.ts';
import { isFull, isWanted, rounds } from './harness/settings.ts';
import { startWorkerProcess } from './harness/worker-process.ts';
import type { WorkerProcess } from './harness/worker-process.ts';

const SIDES = [
  { name: 'tfn', program: 'tfn/worker' },
  { name: 'raw SDK', program: 'raw/worker' },
] as const;
const PROCESSES = [1, 2, 4];
const OPEN = isFull ? [1000, 10_000, 50_000] : [500];
/** With more open workflows than this, the cache has its default size: the cost of a cache grows with its size. */
const MOST_CACHED = 10_000;
const SIGNALLED = 200;
const BACKLOG = isFull ? 10_000 : 400;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tfn-scale-'));
  try {
    const bundles = await prebuildBundles(folder);
    save('scale', await onOwnServer((target) => measureAll({ ...target, bundles })));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureAll(shared: Omit<Side, 'program'>): Promise<Comparison[]> {
  const results: Comparison[] = [];
  const run = async (
    figures: readonly Figure[],
    measure: (side: Side) => Promise<number[]>,
    times: { rounds: number; warmUp?: boolean },
  ): Promise<void> => {
    if (!figures.some(({ what }) => isWanted(what))) return;
    const [first, second] = SIDES.map(({ name, program }) => ({
      name,
      measure: () => measure({ ...shared, program }),
    }));
    const found = await compareFigures({ figures, sides: [first!, second!], ...times });
    found.forEach(print);
    results.push(...found);
  };
  for (const count of PROCESSES)
    await run(
      [{ what: `two steps, ${count} worker ${count === 1 ? 'process' : 'processes'}`, unit: 'per s' }],
      (side) => measureProcesses(side, count),
      { rounds: rounds(2), warmUp: false },
    );
  for (const count of OPEN) {
    const number = count.toLocaleString('en');
    const each: Figure[] = [
      { what: `memory for each of ${number} open`, unit: 'KB' },
      { what: `objects of JavaScript for each of ${number} open`, unit: 'KB' },
    ];
    await run(
      [
        { what: `to open ${number} workflows`, unit: 'per s' },
        { what: `two steps while ${number} are open`, unit: 'per s' },
        { what: `to signal and end ${SIGNALLED} of ${number} open`, unit: 'per s' },
        { what: `memory of the worker with ${number} open`, unit: 'MB' },
        ...(count > MOST_CACHED ? [] : each),
      ],
      (side) => onOwnServer((target) => measureOpen({ ...side, ...target }, count)),
      { rounds: rounds(isFull ? 1 : 2), warmUp: false },
    );
  }
  await run(
    [{ what: `to work off a backlog of ${BACKLOG.toLocaleString('en')} two-step workflows`, unit: 'per s' }],
    (side) => onOwnServer((target) => measureBacklog({ ...side, ...target }, BACKLOG)),
    { rounds: rounds(isFull ? 1 : 2), warmUp: false },
  );
  await run(
    [
      { what: 'events of the history of ten steps', unit: 'events' },
      { what: 'size of the history for a step of ten', unit: 'bytes' },
    ],
    measureHistory,
    { rounds: 1, warmUp: false },
  );
  return results;
}

interface Side {
  readonly client: Client;
  readonly address: string;
  readonly program: keyof PrebuiltBundles;
  readonly bundles: PrebuiltBundles;
}

/** Runs a measurement on a new server. Both sides use the same client, because these benches measure workers. */
async function onOwnServer<TResult>(
  body: (target: Pick<Side, 'client' | 'address'>) => Promise<TResult>,
): Promise<TResult> {
  const server = await startDevServer();
  const connection = await Connection.connect({ address: server.address });
  try {
    return await body({ client: new Client({ connection }), address: server.address });
  } finally {
    await connection.close();
    await server.stop();
  }
}

/** Runs a measurement with `count` workers on a task queue, and passes it the first of them. */
async function withWorkers<TResult>(
  { program, address, bundles }: Side,
  { taskQueue, count = 1, env }: { taskQueue: string; count?: number; env?: Record<string, string> },
  body: (first: WorkerProcess) => Promise<TResult>,
): Promise<TResult> {
  // Prebuilt bundles, as in production: a bundler's leftover memory in the process would distort the figures.
  const start = () =>
    startWorkerProcess({ program, address, taskQueue, env: { BENCH_BUNDLE: bundles[program], ...env } });
  const workers = await Promise.all(Array.from({ length: count }, start));
  try {
    return await body(workers[0] as WorkerProcess);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

function executeOrder(client: Client, taskQueue: string): Promise<unknown> {
  return client.workflow.execute('twoSteps', { taskQueue, workflowId: randomUUID(), args: [createOrder()] });
}

async function measureProcesses(side: Side, count: number): Promise<number[]> {
  const taskQueue = randomUUID();
  return withWorkers(side, { taskQueue, count }, async () => {
    await throughput(20, 40, () => executeOrder(side.client, taskQueue));
    return [await throughput(50, 100, () => executeOrder(side.client, taskQueue))];
  });
}

async function measureOpen(side: Side, count: number): Promise<number[]> {
  const { client } = side;
  const taskQueue = randomUUID();
  const options = count > MOST_CACHED ? {} : { maxCachedWorkflows: count + 200 };
  const env = { BENCH_WORKER_OPTIONS: JSON.stringify(options) };
  return withWorkers(side, { taskQueue, env }, async (worker) => {
    await throughput(20, 60, () => executeOrder(client, taskQueue));
    const before = await worker.memory();
    const ids: string[] = [];
    const open = async (): Promise<void> => {
      const workflowId = randomUUID();
      ids.push(workflowId);
      await client.workflow.start('waitsForGo', { taskQueue, workflowId, args: [createOrder()] });
    };
    const begin = performance.now();
    await throughput(50, count, open);
    await untilIdle(() => worker.cpuTime(), count * LONGEST_WAIT);
    const opened = count / ((performance.now() - begin - IDLE) / 1000);
    const after = await worker.memory();
    const each = toEach(before, after, count);
    const rate = await throughput(50, 300, () => executeOrder(client, taskQueue));
    const ended = await throughput(50, SIGNALLED, async () => {
      // The oldest first, which a small cache has evicted.
      const handle = client.workflow.getHandle(ids.shift() as string);
      await handle.signal('go');
      await handle.result();
    });
    return [opened, rate, ended, after.process / 1024 ** 2, each.process, each.objects];
  });
}

/** A worker is idle when it uses less than `IDLE_CPU` milliseconds of CPU time in a pause of `IDLE` milliseconds. */
const IDLE = 500;
const IDLE_CPU = 60;
/** The longest wait for a worker to become idle, in milliseconds per workflow that it opens. */
const LONGEST_WAIT = 100;

async function untilIdle(cpuTime: () => Promise<number>, longestWait: number): Promise<void> {
  const deadline = Date.now() + longestWait;
  for (let before = await cpuTime(); ;) {
    await pause(IDLE);
    const now = await cpuTime();
    if (now - before < IDLE_CPU || Date.now() > deadline) return;
    before = now;
  }
}

async function measureBacklog(side: Side, count: number): Promise<number[]> {
  const { client } = side;
  const taskQueue = randomUUID();
  const handles: { result(): Promise<unknown> }[] = [];
  await throughput(50, count, async () => {
    const options = { taskQueue, workflowId: randomUUID(), args: [createOrder()] };
    handles.push(await client.workflow.start('twoSteps', options));
  });
  return withWorkers(side, { taskQueue }, async () => {
    const begin = performance.now();
    // In the order of their starts, a few at a time: waiting for all at once would add load.
    await throughput(50, count, () => (handles.shift() as { result(): Promise<unknown> }).result());
    return [count / ((performance.now() - begin) / 1000)];
  });
}

async function measureHistory(side: Side): Promise<number[]> {
  const { client } = side;
  const taskQueue = randomUUID();
  return withWorkers(side, { taskQueue }, async () => {
    const options = { taskQueue, workflowId: randomUUID(), args: [createOrder()] };
    const handle = await client.workflow.start('tenSteps', options);
    await handle.result();
    const { historyLength, historySize = NaN } = await handle.describe();
    return [historyLength, historySize / 10];
  });
}

void main();
