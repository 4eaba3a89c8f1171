/** Settings of a bench from the environment. */

/** How many times to measure both sides. */
export function rounds(byDefault: number): number {
  return Number(process.env['BENCH_ROUNDS'] ?? byDefault);
}

/** Whether to run the full measurements, which take several times as long. */
export const isFull: boolean = process.env['BENCH_FULL'] === '1';

/** Whether BENCH_FILTER selects a measurement with this name. */
export function isWanted(what: string): boolean {
  return new RegExp(process.env['BENCH_FILTER'] ?? '').test(what);
}
