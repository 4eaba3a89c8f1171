import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Comparison } from './compare.ts';
import { document } from './document.ts';

/** Prints a comparison as one line for each side, and the ratio. */
export function print({ what, unit, sides, ratio, ratios }: Comparison): void {
  console.log(`\n${what} (${unit})`);
  for (const { name, median, min, max } of sides)
    console.log(`  ${name.padEnd(20)} median ${format(median)}   min ${format(min)}   max ${format(max)}`);
  console.log(
    `  ${'ratio'.padEnd(20)} ${ratio.toFixed(3)}   rounds: ${ratios.min.toFixed(3)} to ${ratios.max.toFixed(3)}`,
  );
}

/** The machine of a bench, and its load: more load than cores makes all figures worse. */
export interface Machine {
  readonly node: string;
  readonly cpu: string | undefined;
  readonly cores: number;
  readonly memoryGb: number;
  /** The average number of runnable processes in the bench's last minute, including its own. */
  readonly load: number;
}

/** The results of a bench. */
export interface Report {
  readonly name: string;
  readonly at: string;
  readonly machine: Machine;
  readonly results: readonly Comparison[];
  /** Why something was not measured. */
  readonly notes: readonly string[];
}

/**
 * Writes the results of a bench and its machine to `bench/results/<name>.json`, and, unless BENCH_FILTER selected only a part, the
 * table to docs/performance.md.
 */
export function save(name: string, results: readonly Comparison[], notes: readonly string[] = []): void {
  const directory = join(__dirname, '../../results');
  mkdirSync(directory, { recursive: true });
  const [cpu] = cpus();
  const machine = {
    node: process.version,
    cpu: cpu?.model,
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0] as number,
  };
  const report: Report = { name, at: new Date().toISOString(), machine, results, notes };
  writeFileSync(join(directory, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nWritten to bench/results/${name}.json`);
  for (const note of notes) console.log(note);
  if (process.env['BENCH_FILTER'] === undefined && document(report))
    console.log('Updated its table in docs/performance.md.');
}

// --- internal ---

function format(figure: number): string {
  return figure.toFixed(1).padStart(8);
}
