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

/** The machine that a bench ran on, and how busy it was: a load over the number of its cores makes all figures worse. */
export interface Machine {
  readonly node: string;
  readonly cpu: string | undefined;
  readonly cores: number;
  readonly memoryGb: number;
  /** Processes that wanted to run, on average over the bench's last minute; its own are among them. */
  readonly load: number;
}

/** What a bench found. */
export interface Report {
  readonly name: string;
  readonly at: string;
  readonly machine: Machine;
  readonly results: readonly Comparison[];
  /** Why something was not measured. */
  readonly notes: readonly string[];
}

/**
 * Writes what a bench found, and on what machine, to `bench/results/<name>.json`, and the table of a bench that was not narrowed
 * by BENCH_FILTER into docs/performance.md.
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
    console.log('Its table in docs/performance.md is new.');
}

// --- internal ---

function format(figure: number): string {
  return figure.toFixed(1).padStart(8);
}
