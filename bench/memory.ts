/**
 * How much of the worker's memory a cached workflow uses: ours, the SDK's, and the SDK's when the workflow's file imports zod.
 * Temporal's native code uses most of the process's memory, and V8 reserves some, so live objects are also reported separately.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startDevServer } from '@tfn/testing/server';
import { compare } from './harness/compare.ts';
import type { Comparison } from './harness/compare.ts';
import type { MemoryLeft } from './harness/collect-garbage.ts';
import { print, save } from './harness/report.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);

async function main(): Promise<void> {
  const server = await startDevServer();
  const results: Comparison[] = [];
  const measure = async (kind: string, what: keyof MemoryLeft): Promise<number> => {
    const env = { ...process.env, TEMPORAL_ADDRESS: server.address };
    const harness = join(__dirname, 'harness');
    const args = ['--expose-gc', '--require', join(harness, 'collect-garbage.js'), join(harness, 'memory-process.js')];
    const { stdout } = await promisify(execFile)(process.execPath, [...args, kind], { env, maxBuffer: 2 ** 26 });
    return (JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as MemoryLeft)[what];
  };
  const cases = [
    { against: 'raw', what: 'process' },
    { against: 'raw', what: 'objects' },
    { against: 'raw-zod', what: 'objects' },
  ] as const;
  try {
    for (const { against, what } of cases) {
      const result = await compare({
        what: `one of 1,000 cached workflows, ${what === 'process' ? 'all memory' : 'objects'}, against ${against === 'raw' ? 'the SDK' : 'the SDK with zod in the file'}`,
        unit: 'KB',
        rounds: ROUNDS,
        sides: [
          { name: 'tfn, zod schema', measure: () => measure('tfn', what) },
          { name: against, measure: () => measure(against, what) },
        ],
      });
      print(result);
      results.push(result);
    }
    save('memory', results);
  } finally {
    await server.stop();
  }
}

void main();
