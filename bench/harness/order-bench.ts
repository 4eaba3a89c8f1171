/** Compares our orders with the raw SDK's: the common part of `overhead` and `local`. */
import { startDevServer } from '@tfn/testing/server';
import { compareFigures } from './compare.ts';
import type { Comparison, Figure } from './compare.ts';
import { latencies, throughput } from './load.ts';
import { startRaw, startTfn } from './orders.ts';
import type { OrderSystem, OrderWorkflow, Setup } from './orders.ts';
import { print } from './report.ts';
import { isWanted, rounds } from './settings.ts';
import { percentile } from './stats.ts';

/** A measured load. */
export interface OrderCase {
  readonly workflow: OrderWorkflow;
  readonly label: string;
  /** The number of callers; each sends its next order when the previous one completes. */
  readonly clients: number;
  /** The number of orders in one measurement. */
  readonly orders: number;
  /** @default 5 */
  readonly rounds?: number;
  /** @default 'defaults' */
  readonly setup?: Setup;
}

export async function compareOrders(cases: readonly OrderCase[]): Promise<Comparison[]> {
  const server = await startDevServer();
  const results: Comparison[] = [];
  try {
    for (const setup of ['defaults', 'tuned'] as const) {
      const wanted = cases.filter((given) => (given.setup ?? 'defaults') === setup && isWanted(describe(given)));
      if (wanted.length === 0) continue;
      const systems = [await startTfn(server.address, setup), await startRaw(server.address, setup)] as const;
      try {
        for (const given of wanted) {
          const found = await compareCase(given, systems);
          found.forEach(print);
          results.push(...found);
        }
      } finally {
        for (const system of systems) await system.stop();
      }
    }
  } finally {
    await server.stop();
  }
  return results;
}

// --- internal ---

function describe({ label, clients, setup }: OrderCase): string {
  return `${label}, ${clients === 1 ? 'one client' : `${clients} clients`}${setup === 'tuned' ? ', tuned' : ''}`;
}

function compareCase(given: OrderCase, systems: readonly [OrderSystem, OrderSystem]): Promise<Comparison[]> {
  const { clients } = given;
  const figures: readonly Figure[] = [
    { what: describe(given), unit: 'per s' },
    ...(clients === 1 ? LATENCIES : CPU).map((what): Figure => ({ what: `${describe(given)}, ${what}`, unit: 'ms' })),
  ];
  const toSide = (system: OrderSystem) => ({
    name: system.name,
    measure: () => (clients === 1 ? measureOne(system, given) : measureMany(system, given)),
  });
  return compareFigures({
    figures,
    sides: [toSide(systems[0]), toSide(systems[1])],
    rounds: rounds(given.rounds ?? 5),
  });
}

const LATENCIES = ['p50', 'p95'];
const CPU = ['CPU of the worker', 'CPU of the client'];

async function measureOne(system: OrderSystem, { workflow, orders }: OrderCase): Promise<number[]> {
  const times = await latencies(orders, () => system.process(workflow));
  const total = times.reduce((sum, time) => sum + time, 0);
  return [orders / (total / 1000), percentile(times, 50), percentile(times, 95)];
}

async function measureMany(system: OrderSystem, { workflow, clients, orders }: OrderCase): Promise<number[]> {
  const worker = await system.workerCpuTime();
  const client = process.cpuUsage();
  const rate = await throughput(clients, orders, () => system.process(workflow));
  const { user, system: kernel } = process.cpuUsage(client);
  return [rate, ((await system.workerCpuTime()) - worker) / orders, (user + kernel) / 1000 / orders];
}
