/**
 * The two-step order on Restate and on DBOS, each as in its documentation, compared with tfn on the embedded server. With
 * BENCH_INSTALL=1, installs their packages into `bench/peers` first; skips what is not installed, and says so.
 */
import { startDevServer } from '@tfn/testing/server';
import { compareFigures } from './harness/compare.ts';
import type { Comparison } from './harness/compare.ts';
import { latencies, throughput } from './harness/load.ts';
import { startTfn } from './harness/orders.ts';
import { arePeersInstalled, installPeers, startDbos, startRestate } from './harness/peer-systems.ts';
import type { PeerSystem } from './harness/peer-systems.ts';
import { print, save } from './harness/report.ts';
import { isWanted, rounds } from './harness/settings.ts';
import { percentile } from './harness/stats.ts';

async function main(): Promise<void> {
  if (!arePeersInstalled() && process.env['BENCH_INSTALL'] === '1') installPeers();
  if (!arePeersInstalled()) {
    console.log('Skipping Restate and DBOS, which are not installed: BENCH_INSTALL=1 installs them.');
    return;
  }
  const server = await startDevServer();
  const tfn = await startTfn(server.address);
  const results: Comparison[] = [];
  const notes: string[] = [];
  try {
    for (const [name, start] of [
      ['Restate', startRestate],
      ['DBOS', startDbos],
    ] as const) {
      const peer: PeerSystem | undefined = await start();
      if (peer === undefined) {
        notes.push(`${name} was skipped: PostgreSQL is not installed.`);
        continue;
      }
      try {
        for (const way of peer.ways)
          for (const [label, workflow] of COMPARED[way.kind]) {
            if (!isWanted(`${way.name} ${label}`)) continue;
            const found = await compareFigures({
              figures: [
                { what: `${label} against ${way.name}, one client, p50`, unit: 'ms' },
                { what: `${label} against ${way.name}, 50 clients`, unit: 'per s' },
              ],
              sides: [
                { name: 'tfn', measure: () => measure(() => tfn.process(workflow)) },
                { name: 'peer', measure: () => measure(way.process) },
              ],
              rounds: rounds(2),
            });
            found.forEach(print);
            results.push(...found);
          }
      } finally {
        await peer.stop();
      }
    }
    save('peers', results, notes);
  } finally {
    await tfn.stop();
    await server.stop();
  }
}

/** Our counterpart of each way: a remote worker for remote steps, local functions for steps in the caller's process. */
const COMPARED = {
  remote: [['two steps', 'twoSteps']],
  'in place': [['two local steps', 'twoLocalSteps']],
  both: [
    ['two steps', 'twoSteps'],
    ['two local steps', 'twoLocalSteps'],
  ],
} as const;

async function measure(job: () => Promise<unknown>): Promise<number[]> {
  return [percentile(await latencies(10, job), 50), await throughput(50, 200, job)];
}

// Exit normally on a signal, so that the started processes end too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

void main();
