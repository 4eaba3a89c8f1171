/** What the environment asks of a bench. */

/** How often both sides are measured. */
export function rounds(byDefault: number): number {
  return Number(process.env['BENCH_ROUNDS'] ?? byDefault);
}

/** Whether to measure all that can be, which takes several times as long. */
export const isFull: boolean = process.env['BENCH_FULL'] === '1';

/** Whether to measure something of this name. */
export function isWanted(what: string): boolean {
  return new RegExp(process.env['BENCH_FILTER'] ?? '').test(what);
}
