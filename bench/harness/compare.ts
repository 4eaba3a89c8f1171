import { summarize } from './stats.ts';
import type { Summary } from './stats.ts';

/** One of the two that are compared: each call measures once and gives a figure. */
interface Side {
  readonly name: string;
  measure(): Promise<number>;
}

export interface ComparisonOptions {
  readonly what: string;
  readonly unit: 'per s' | 'ms' | 'MB' | 'KB';
  /** Ours, then what it is held against. */
  readonly sides: readonly [Side, Side];
  /** Each measures both sides once. @default 7 */
  readonly rounds?: number;
}

export interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly sides: readonly (Summary & { readonly name: string })[];
  /** Of the medians: first side to second. */
  readonly ratio: number;
  /** Of the two figures of one round. */
  readonly ratios: Summary;
}

/**
 * Measures both sides in turns, after one unmeasured turn each. The side that begins changes from round to round, so that
 * neither gains from what the machine does meanwhile.
 */
export async function compare({ what, unit, sides, rounds = 7 }: ComparisonOptions): Promise<Comparison> {
  const figures: [number[], number[]] = [[], []];
  for (const side of sides) await side.measure();
  for (let round = 0; round < rounds; round += 1)
    for (const index of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const))
      figures[index].push(await sides[index].measure());
  const [first, second] = figures;
  const summaries = sides.map(({ name }, index) => ({ name, ...summarize(figures[index as 0 | 1]) }));
  return {
    what,
    unit,
    sides: summaries,
    ratio: summarize(first).median / summarize(second).median,
    ratios: summarize(first.map((figure, round) => figure / (second[round] ?? NaN))),
  };
}
