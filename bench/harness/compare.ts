import { summarize } from './stats.ts';
import type { Summary } from './stats.ts';

export type Unit = 'per s' | 'ms' | 's' | 'MB' | 'KB' | 'bytes' | 'events';

/** One of the two that are compared: each call measures once and gives a figure. */
interface Side {
  readonly name: string;
  measure(): Promise<number>;
}

export interface ComparisonOptions {
  readonly what: string;
  readonly unit: Unit;
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

/** What one measurement tells. */
export interface Figure {
  readonly what: string;
  readonly unit: Unit;
}

export interface FiguresOptions {
  readonly figures: readonly Figure[];
  /** As in a comparison of one figure, but each call gives all, in the order of `figures`. */
  readonly sides: readonly [FiguresSide, FiguresSide];
  readonly rounds?: number;
  /** Off where nothing gets faster by being done once. @default true */
  readonly warmUp?: boolean;
}

export interface FiguresSide {
  readonly name: string;
  measure(): Promise<readonly number[]>;
}

/** Compares by one figure; see `compareFigures`. */
export async function compare({ what, unit, sides, rounds }: ComparisonOptions): Promise<Comparison> {
  const [first, second] = sides.map(({ name, measure }) => ({ name, measure: async () => [await measure()] }));
  const [comparison] = await compareFigures({
    figures: [{ what, unit }],
    sides: [first as FiguresSide, second as FiguresSide],
    ...(rounds !== undefined && { rounds }),
  });
  return comparison as Comparison;
}

/**
 * Measures both sides in turns, after one unmeasured turn each. The side that begins changes from round to round, so that
 * neither gains from what the machine does meanwhile.
 */
export async function compareFigures({
  figures,
  sides,
  rounds = 7,
  warmUp = true,
}: FiguresOptions): Promise<Comparison[]> {
  const measured: [(readonly number[])[], (readonly number[])[]] = [[], []];
  if (warmUp) for (const side of sides) await side.measure();
  for (let round = 0; round < rounds; round += 1)
    for (const index of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const))
      measured[index].push(await sides[index].measure());
  return figures.map(({ what, unit }, figure) => {
    const of = (index: 0 | 1): number[] => measured[index].map((all) => all[figure] ?? NaN);
    const [first, second] = [of(0), of(1)];
    return {
      what,
      unit,
      sides: sides.map(({ name }, index) => ({ name, ...summarize(of(index as 0 | 1)) })),
      ratio: summarize(first).median / summarize(second).median,
      ratios: summarize(first.map((value, round) => value / (second[round] ?? NaN))),
    };
  });
}
