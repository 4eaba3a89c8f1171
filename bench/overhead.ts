/** What tfn costs on top of Temporal's SDK: the same workflow through both, on one server, in turns. */
import { startDevServer } from '@tfn/testing/server';
import { compare } from './harness/compare.ts';
import type { Comparison, ComparisonOptions } from './harness/compare.ts';
import { latencies, throughput } from './harness/load.ts';
import { print, save } from './harness/report.ts';
import { percentile } from './harness/stats.ts';
import { startRaw, startTfn } from './harness/two-steps.ts';
import type { OrderSystem } from './harness/two-steps.ts';

const CPU_ORDERS = 100;
const LOADS = [
  { clients: 1, orders: 40 },
  { clients: 50, orders: 150 },
] as const;
const WORKFLOWS = [
  { workflow: 'twoSteps', label: 'two steps' },
  { workflow: 'twoLocalSteps', label: 'two local steps' },
] as const;

async function main(): Promise<void> {
  const server = await startDevServer();
  const systems = [await startTfn(server.address), await startRaw(server.address)] as const;
  const results: Comparison[] = [];
  const run = async (what: string, unit: ComparisonOptions['unit'], measure: Measure): Promise<void> => {
    if (!FILTER.test(what)) return;
    const sides = systems.map((system) => ({ name: system.name, measure: () => measure(system) }));
    const result = await compare({ what, unit, rounds: ROUNDS, sides: [sides[0]!, sides[1]!] });
    print(result);
    results.push(result);
  };
  try {
    for (const { workflow, label } of WORKFLOWS) {
      await run(`${label}, CPU of the worker for one order`, 'ms', async (system) => {
        const before = await system.workerCpuTime();
        await throughput(20, CPU_ORDERS, () => system.process(workflow));
        return ((await system.workerCpuTime()) - before) / CPU_ORDERS;
      });
      await run(`${label}, CPU of the client for one order`, 'ms', async (system) => {
        const { user, system: kernel } = process.cpuUsage();
        await throughput(20, CPU_ORDERS, () => system.process(workflow));
        const after = process.cpuUsage({ user, system: kernel });
        return (after.user + after.system) / 1000 / CPU_ORDERS;
      });
      for (const { clients, orders } of LOADS)
        await run(`${label}, ${clients} at once`, 'per s', (system) =>
          throughput(clients, orders, () => system.process(workflow)),
        );
      for (const percent of [50, 95])
        await run(`${label}, one client, p${percent}`, 'ms', async (system) =>
          percentile(await latencies(40, () => system.process(workflow)), percent),
        );
    }
    save('overhead', results);
  } finally {
    for (const system of systems) await system.stop();
    await server.stop();
  }
}

type Measure = (system: OrderSystem) => Promise<number>;

/** What to measure, by a pattern of its name. @default all */
const FILTER = new RegExp(process.env['BENCH_FILTER'] ?? '');
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);

void main();
