/** The embedded server's settings against the stock dev server's, with the same workflows through our client and worker. */
import { startDevServer } from '@tfn/testing/server';
import type { DevServer } from '@tfn/testing/server';
import { compare } from './harness/compare.ts';
import type { Comparison } from './harness/compare.ts';
import { latencies, throughput } from './harness/load.ts';
import { print, save } from './harness/report.ts';
import { STOCK } from './harness/stock.ts';
import { percentile } from './harness/stats.ts';
import { startTfn } from './harness/orders.ts';
import type { OrderSystem, OrderWorkflow } from './harness/orders.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);

interface Setup {
  readonly name: string;
  readonly server: DevServer;
  readonly system: OrderSystem;
}

async function startSetup(name: string, dynamicConfig: Record<string, unknown>): Promise<Setup> {
  const server = await startDevServer({ dynamicConfig });
  return { name, server, system: await startTfn(server.address) };
}

async function main(): Promise<void> {
  const setups = [await startSetup('embedded', {}), await startSetup('stock', STOCK)] as const;
  const results: Comparison[] = [];
  const run = async (what: string, unit: 'ms' | 'per s', measure: (system: OrderSystem) => Promise<number>) => {
    const [first, second] = setups.map(({ name, system }) => ({ name, measure: () => measure(system) }));
    const result = await compare({ what, unit, rounds: ROUNDS, sides: [first!, second!] });
    print(result);
    results.push(result);
  };
  const p50 = (workflow: OrderWorkflow) => async (system: OrderSystem) =>
    percentile(await latencies(20, () => system.process(workflow)), 50);
  try {
    await run('two steps, one client, p50', 'ms', p50('twoSteps'));
    await run('two local steps, one client, p50', 'ms', p50('twoLocalSteps'));
    await run('two steps, 50 at once', 'per s', (system) => throughput(50, 150, () => system.process('twoSteps')));
    await run('two local steps, 50 at once', 'per s', (system) =>
      throughput(50, 150, () => system.process('twoLocalSteps')),
    );
    save('embedded', results);
  } finally {
    for (const { system, server } of setups) {
      await system.stop();
      await server.stop();
    }
  }
}

void main();
