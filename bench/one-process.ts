/** A worker and a client in one process: with a shared connection, so that workflows start eagerly, against one connection each. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startDevServer } from '@tfn/testing/server';
import { compareFigures } from './harness/compare.ts';
import type { Comparison } from './harness/compare.ts';
import { print, save } from './harness/report.ts';
import { rounds } from './harness/settings.ts';
import { STOCK } from './harness/stock.ts';

async function main(): Promise<void> {
  const results: Comparison[] = [];
  for (const [label, dynamicConfig] of [
    ['embedded server', {}],
    ['stock server', STOCK],
  ] as const) {
    const server = await startDevServer({ dynamicConfig });
    const toSide = (name: string, kind: string) => ({
      name,
      async measure() {
        const env = { ...process.env, TEMPORAL_ADDRESS: server.address };
        const run = promisify(execFile)(process.execPath, [join(__dirname, 'tfn/one-process.js'), kind], { env });
        return JSON.parse((await run).stdout.trim().split('\n').at(-1) ?? '') as number[];
      },
    });
    try {
      const found = await compareFigures({
        figures: [
          { what: `${label}, two steps, p50`, unit: 'ms' },
          { what: `${label}, two steps, CPU of the process`, unit: 'ms' },
          { what: `${label}, two local steps, p50`, unit: 'ms' },
          { what: `${label}, two local steps, CPU of the process`, unit: 'ms' },
        ],
        sides: [toSide('one connection', 'shared'), toSide('two', 'own')],
        rounds: rounds(4),
      });
      found.forEach(print);
      results.push(...found);
    } finally {
      await server.stop();
    }
  }
  save('one-process', results);
}

void main();
