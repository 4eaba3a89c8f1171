/** What a cached workflow takes of the worker's memory: ours, the SDK's, and the SDK's when the workflow's file imports zod. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startDevServer } from '@tfn/testing/server';
import { compare } from './harness/compare.ts';
import type { Comparison } from './harness/compare.ts';
import { print, save } from './harness/report.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);

async function main(): Promise<void> {
  const server = await startDevServer();
  const results: Comparison[] = [];
  const measure = async (kind: string): Promise<number> => {
    const env = { ...process.env, TEMPORAL_ADDRESS: server.address };
    const args = ['--expose-gc', join(__dirname, 'harness/memory-process.js'), kind];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 2 ** 26 });
    return Number(stdout.trim().split('\n').at(-1));
  };
  try {
    for (const against of ['raw', 'raw-zod']) {
      const result = await compare({
        what: `one of 1,000 cached workflows, against ${against === 'raw' ? 'the SDK' : 'the SDK with zod in the file'}`,
        unit: 'KB',
        rounds: ROUNDS,
        sides: [
          { name: 'tfn, zod schema', measure: () => measure('tfn') },
          { name: against, measure: () => measure(against) },
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
