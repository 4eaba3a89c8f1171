/** The summary of a list of figures. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function summarize(figures: readonly number[]): Summary {
  return { median: percentile(figures, 50), min: Math.min(...figures), max: Math.max(...figures) };
}

/** The smallest figure that `percent` of all do not exceed; the mean of two for the median of an even number. */
export function percentile(figures: readonly number[], percent: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const rank = (sorted.length * percent) / 100;
  const at = (index: number): number => sorted[Math.min(Math.max(index, 0), sorted.length - 1)] ?? NaN;
  return Number.isInteger(rank) && percent === 50 ? (at(rank - 1) + at(rank)) / 2 : at(Math.ceil(rank) - 1);
}
