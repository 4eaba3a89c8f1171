import type { HistogramOptions } from './metrics.ts';

export type MetricType = 'counter' | 'gauge' | 'histogram';

/** The values for one combination of labels. */
export interface Sample {
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** For a histogram, the sum. */
  value: number;
  /** For a histogram, the number of values, in total and per bucket. */
  count: number;
  readonly counts: number[];
}

/** Renders a metric in Prometheus' text format; '' if it has no values. */
export function renderMetric(
  type: MetricType,
  { name, help, buckets = [] }: HistogramOptions,
  samples: ReadonlyMap<string, Sample>,
): string {
  if (samples.size === 0) return '';
  const lines = [...samples.values()].flatMap((sample) =>
    type === 'histogram' ? histogramLines(name, sample, buckets) : [line(name, sample.labels, sample.value)],
  );
  return [`# HELP ${name} ${escape(help)}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
}

// --- internal ---

function histogramLines(name: string, { labels, value, count, counts }: Sample, buckets: readonly number[]): string[] {
  let below = 0;
  const bounded = buckets.map((bound, index) => {
    below += counts[index] ?? 0;
    return line(`${name}_bucket`, [...labels, ['le', String(bound)]], below);
  });
  return [
    ...bounded,
    line(`${name}_bucket`, [...labels, ['le', '+Inf']], count),
    line(`${name}_sum`, labels, value),
    line(`${name}_count`, labels, count),
  ];
}

function line(name: string, labels: Sample['labels'], value: number): string {
  const list = labels.map(([label, text]) => `${label}="${escape(text).replaceAll('"', '\\"')}"`).join(',');
  return `${name}${list === '' ? '' : `{${list}}`} ${value}`;
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
