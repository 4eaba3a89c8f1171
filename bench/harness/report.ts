import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Comparison } from './compare.ts';

/** Prints a comparison as one line for each side, and the ratio. */
export function print({ what, unit, sides, ratio, ratios }: Comparison): void {
  console.log(`\n${what} (${unit})`);
  for (const { name, median, min, max } of sides)
    console.log(`  ${name.padEnd(20)} median ${format(median)}   min ${format(min)}   max ${format(max)}`);
  console.log(
    `  ${'ratio'.padEnd(20)} ${ratio.toFixed(3)}   rounds: ${ratios.min.toFixed(3)} to ${ratios.max.toFixed(3)}`,
  );
}

/** Writes what a bench found, and on what machine, to `bench/results/<name>.json`. */
export function save(name: string, results: readonly Comparison[]): void {
  const directory = join(__dirname, '../../results');
  mkdirSync(directory, { recursive: true });
  const [cpu] = cpus();
  const machine = {
    node: process.version,
    cpu: cpu?.model,
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
  };
  const file = join(directory, `${name}.json`);
  writeFileSync(file, `${JSON.stringify({ name, at: new Date().toISOString(), machine, results }, null, 2)}\n`);
  console.log(`\nWritten to bench/results/${name}.json`);
}

// --- internal ---

function format(figure: number): string {
  return figure.toFixed(1).padStart(8);
}
