/** The time of five small tests, as in Temporal's documentation and with `@tfn/testing`. Each run has its own process. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireDevServer, acquireTimeSkippingServer } from '@tfn/testing/server';
import { compare } from './harness/compare.ts';
import type { Comparison } from './harness/compare.ts';
import { print, save } from './harness/report.ts';
import { summarize } from './harness/stats.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);

interface Figures {
  readonly milliseconds: number;
  /** The milliseconds of each test. */
  readonly tests?: readonly number[];
  /** The milliseconds of a 30-day sleep. */
  readonly month?: number;
}

function run(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Figures {
  const output = execFileSync(process.execPath, [join(__dirname, 'harness', script), ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Figures;
}

function writeStarter(path: string, { flags, jars }: { flags: string; jars: string }): string {
  const java = `exec java ${flags} -cp '${jars}/*' io.temporal.testserver.TestServer "$@" 2>/dev/null`;
  writeFileSync(path, `#!/bin/sh\n${java}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** On a busy machine the SDK abandons its server after 5 s; such a run is reported and repeated. */
function runRaw(args: readonly string[], failures: string[]): Figures {
  for (;;)
    try {
      return run('five-tests-raw.js', args);
    } catch (error) {
      const reason = /Failed to start ephemeral server: .*? did not start within 5s/.exec(String(error))?.[0];
      if (reason === undefined || failures.push(reason) > 10) throw error;
    }
}

async function main(): Promise<void> {
  const { path: cli } = await acquireDevServer({ onProgress: console.log });
  const { path: jars } = await acquireTimeSkippingServer({ onProgress: console.log });
  const folder = mkdtempSync(join(tmpdir(), 'tfn-bench-'));
  // The SDK needs an executable. Both sides start the same server in the same way; `plain` runs Java without flags.
  const flags = `-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:SharedArchiveFile=${jars}/classes.jsa -Xlog:cds=off -Xlog:cds+dynamic=off`;
  const testServer = writeStarter(join(folder, 'test-server'), { flags, jars });
  const plain = writeStarter(join(folder, 'plain-test-server'), { flags: '', jars });
  const results: Comparison[] = [];
  const months: number[] = [];
  const failures: string[] = [];
  try {
    for (const [engine, executable] of [
      ['time-skipping', testServer],
      ['server', cli],
    ] as const)
      for (const cache of ['cold', 'warm'] as const) {
        const tfn = (): number => {
          // The servers are given by path, so the cache contains only bundles.
          const bundles = join(folder, 'cache');
          if (cache === 'cold') rmSync(bundles, { recursive: true, force: true });
          const env = { TFN_CACHE_DIR: bundles, TFN_TEMPORAL_CLI: cli, TFN_TIME_SKIPPING_SERVER: jars };
          const figures = run('five-tests-tfn.js', [engine], env);
          if (engine === 'time-skipping' && figures.month !== undefined) months.push(figures.month);
          return figures.milliseconds;
        };
        const raw = (): number => runRaw([engine, executable], failures).milliseconds;
        const result = await compare({
          what: `five tests on the engine ${engine}, bundles ${cache}`,
          unit: 'ms',
          rounds: ROUNDS,
          sides: [
            { name: '@tfn/testing', measure: async () => tfn() },
            { name: 'raw SDK', measure: async () => raw() },
          ],
        });
        print(result);
        results.push(result);
      }
    const bundle = join(folder, 'least.bundle.js');
    execFileSync(process.execPath, [join(__dirname, 'harness', 'five-tests-least.js'), bundle], { stdio: 'ignore' });
    const least = Array.from({ length: ROUNDS }, () => run('five-tests-least.js', [bundle, cli]).milliseconds);
    const memory = Array.from({ length: ROUNDS }, () => run('five-tests-tfn.js', ['memory']));
    const rawPlain = Array.from({ length: ROUNDS }, () => runRaw(['time-skipping', plain], failures).milliseconds);
    const others = {
      'five tests of the raw SDK on time-skipping, with Java as it comes': rawPlain,
      'five tests of the raw SDK on server with one connection, one worker and a bundle made beforehand': least,
      'five tests in memory, loading included': memory.map(({ milliseconds }) => milliseconds),
      'a test in memory, after the first': memory.flatMap(({ tests = [] }) => tests.slice(1)),
      'a 30-day sleep on time-skipping': months,
      'a 30-day sleep in memory': memory.flatMap(({ month = [] }) => month),
    };
    const notes = Object.entries(others).map(([what, of]) => {
      const { median, min, max } = summarize(of);
      return `${what}: median ${median.toFixed(1)} ms, ${min.toFixed(1)} to ${max.toFixed(1)}`;
    });
    if (failures.length > 0)
      notes.push(
        `Runs of the raw SDK that failed and were repeated: ${failures.length} (its server did not start within 5 s).`,
      );
    save('testing', results, notes);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main();
