/** Functions with `local: true` against the SDK's local activities, and against plain functions. */
import { startDevServer } from '@tfn/testing/server';
import { compare } from './harness/compare.ts';
import type { Comparison } from './harness/compare.ts';
import { latencies, throughput } from './harness/load.ts';
import { compareOrders } from './harness/order-bench.ts';
import type { OrderCase } from './harness/order-bench.ts';
import { startTfn } from './harness/orders.ts';
import type { OrderWorkflow } from './harness/orders.ts';
import { print, save } from './harness/report.ts';
import { isFull, isWanted, rounds } from './harness/settings.ts';
import { percentile } from './harness/stats.ts';

const TWO = { workflow: 'twoLocalSteps', label: 'two local steps' } as const;
const TEN = { workflow: 'tenLocalSteps', label: 'ten local steps' } as const;
const PARALLEL = { workflow: 'tenLocalParallel', label: 'ten local steps at once' } as const;

const CASES: readonly OrderCase[] = [
  { ...TWO, clients: 1, orders: 40, rounds: 7 },
  { ...TWO, clients: 50, orders: 200, rounds: 7 },
  { ...TEN, clients: 1, orders: 15 },
  { ...TEN, clients: 50, orders: 100 },
  { ...PARALLEL, clients: 50, orders: 100 },
];

const REST: readonly OrderCase[] = [
  { ...TWO, clients: 200, orders: 400 },
  { ...TEN, clients: 200, orders: 200 },
  { ...TWO, clients: 50, orders: 200, setup: 'tuned' },
];

async function main(): Promise<void> {
  const results = await compareOrders(isFull ? [...CASES, ...REST] : CASES);
  results.push(...(await compareWithPlain()));
  save('local', results);
}

/** Our local functions against our plain ones. */
async function compareWithPlain(): Promise<Comparison[]> {
  const server = await startDevServer();
  const system = await startTfn(server.address);
  const results: Comparison[] = [];
  const run = async (what: string, unit: 'ms' | 'per s', measure: (workflow: OrderWorkflow) => Promise<number>) => {
    if (!isWanted(what)) return;
    const sides = [
      { name: 'local', measure: () => measure('twoLocalSteps') },
      { name: 'plain', measure: () => measure('twoSteps') },
    ] as const;
    const result = await compare({ what, unit, sides, rounds: rounds(5) });
    print(result);
    results.push(result);
  };
  try {
    await run('local against plain steps, one client, p50', 'ms', async (workflow) =>
      percentile(await latencies(20, () => system.process(workflow)), 50),
    );
    await run('local against plain steps, 50 clients', 'per s', (workflow) =>
      throughput(50, 100, () => system.process(workflow)),
    );
  } finally {
    await system.stop();
    await server.stop();
  }
  return results;
}

void main();
