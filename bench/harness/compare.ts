import { summarize } from './stats.ts';
import type { Summary } from './stats.ts';

export type Unit = 'per s' | 'µs' | 'ms' | 's' | 'MB' | 'KB' | 'bytes' | 'events';

/** One side of a comparison: each call measures once and resolves to a figure. */
interface Side {
  readonly name: string;
  measure(): Promise<number>;
}

export interface ComparisonOptions {
  readonly what: string;
  readonly unit: Unit;
  /** Our side, then the other one. */
  readonly sides: readonly [Side, Side];
  /** The number of rounds; each measures both sides once. @default 7 */
  readonly rounds?: number;
}

export interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly sides: readonly (Summary & { readonly name: string })[];
  /** The first side's median divided by the second's. */
  readonly ratio: number;
  /** The smallest and the largest ratio of one round. */
  readonly ratios: Summary;
}

/** The name and unit of a figure. */
export interface Figure {
  readonly what: string;
  readonly unit: Unit;
}

export interface FiguresOptions {
  readonly figures: readonly Figure[];
  /** As in a comparison of one figure, but each call resolves to all figures, in the order of `figures`. */
  readonly sides: readonly [FiguresSide, FiguresSide];
  readonly rounds?: number;
  /** Set to false when a first run makes later ones no faster. @default true */
  readonly warmUp?: boolean;
}

export interface FiguresSide {
  readonly name: string;
  measure(): Promise<readonly number[]>;
}

/** Compares one figure; see `compareFigures`. */
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
 * Measures both sides alternately, after one unmeasured run each. The side that begins changes every round, so that other load on
 * the machine affects both sides equally.
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
