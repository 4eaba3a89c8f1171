/** Compares bundling times with the SDK's bundler on the same workflow; measures each figure in its own process. */
import { compare } from './harness/compare.ts';
import type { Comparison } from './harness/compare.ts';
import { timeBundler } from './harness/bundle-times.ts';
import type { BundleTimes, Bundler } from './harness/bundle-times.ts';
import { print, save } from './harness/report.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);

const CASES: readonly { what: string; bundler: Bundler; time: keyof BundleTimes }[] = [
  { what: 'cold', bundler: 'fast', time: 'cold' },
  { what: 'after an edit', bundler: 'fast', time: 'edited' },
  { what: 'unchanged, in the same process', bundler: 'fast', time: 'unchanged' },
  { what: 'unchanged, in a new process', bundler: 'fast', time: 'restarted' },
  { what: 'for production, cold', bundler: 'production', time: 'cold' },
];

async function main(): Promise<void> {
  const results: Comparison[] = [];
  for (const { what, bundler, time } of CASES) {
    // The SDK caches nothing: its cold time is its time in every case.
    const sdk = { name: 'SDK', measure: async () => (await timeBundler('sdk')).cold };
    const ours = { name: `tfn, ${bundler}`, measure: async () => (await timeBundler(bundler))[time] };
    const result = await compare({ what, unit: 'ms', rounds: ROUNDS, sides: [ours, sdk] });
    print(result);
    results.push(result);
  }
  save('bundle', results);
}

void main();
