/**
 * Metrics in Prometheus' text format.
 * I1: each name has one metric; a second request for the name returns the same metric.
 * I2: values that only Temporal knows are fetched on a read, at most once per `holds`; a failure leaves them out.
 */
import { toMilliseconds } from '../definitions/duration.ts';
import type { Duration } from '../definitions/duration.ts';
import { renderMetric } from './exposition.ts';
import type { MetricType, Sample } from './exposition.ts';

/** The metrics of a process. */
export interface Metrics {
  /** A value that only increases; its name ends in `_total`. */
  counter<TLabel extends string>(options: MetricOptions<TLabel>): Counter<TLabel>;
  /** A current value. */
  gauge<TLabel extends string>(options: MetricOptions<TLabel>): Gauge<TLabel>;
  /** A distribution of values over buckets. */
  histogram<TLabel extends string>(options: HistogramOptions<TLabel>): Histogram<TLabel>;
  /** Runs `update` before metrics are read. Returns a function that removes it. */
  beforeRead(update: () => Promise<void>, options?: { holds?: Duration }): () => void;
  /** Appends the output of another registry, once even if added several times. Returns a function that removes it. */
  append(read: () => Promise<string>): () => void;
  /** All metrics in Prometheus' text format. */
  read(): Promise<string>;
}

/** A metric's name, description and labels. */
export interface MetricOptions<TLabel extends string = string> {
  readonly name: string;
  readonly help: string;
  /** @default none */
  readonly labels?: readonly TLabel[];
}

export interface HistogramOptions<TLabel extends string = string> extends MetricOptions<TLabel> {
  /** Upper bounds, ascending. @default from 5 ms to 5 minutes, in seconds */
  readonly buckets?: readonly number[];
}

/** A value for each label. */
export type LabelValues<TLabel extends string> = Readonly<Record<TLabel, string>>;

export interface Counter<TLabel extends string = string> {
  /** @default by 1 */
  add(labels: LabelValues<TLabel>, by?: number): void;
  /** Sets a counter that is kept elsewhere. */
  set(labels: LabelValues<TLabel>, value: number): void;
}

export interface Gauge<TLabel extends string = string> {
  set(labels: LabelValues<TLabel>, value: number): void;
  /** Removes all values, for example those of deleted schedules. */
  clear(): void;
}

export interface Histogram<TLabel extends string = string> {
  observe(labels: LabelValues<TLabel>, value: number): void;
}

/** Makes an empty metrics registry. */
export function createMetrics(): Metrics {
  const metrics = new Map<string, Metric>();
  const updates = new Set<() => Promise<void>>();
  const appended = new Map<() => Promise<string>, number>();
  const metric = (type: MetricType, options: HistogramOptions): Metric => {
    const made = metrics.get(options.name) ?? createMetric(type, options);
    metrics.set(options.name, made);
    return made;
  };
  return {
    counter: (options) => metric('counter', options),
    gauge: (options) => metric('gauge', options),
    histogram: (options) => metric('histogram', options),
    beforeRead(update, { holds = 0 } = {}) {
      const fresh = atMostOncePer(toMilliseconds(holds, 'holds'), update);
      updates.add(fresh);
      return () => void updates.delete(fresh);
    },
    append(read) {
      appended.set(read, (appended.get(read) ?? 0) + 1);
      return () => {
        const uses = (appended.get(read) ?? 0) - 1;
        if (uses > 0) appended.set(read, uses);
        else appended.delete(read);
      };
    },
    async read() {
      const [others] = await Promise.all([
        Promise.all([...appended.keys()].map((read) => read().catch(() => ''))),
        Promise.all([...updates].map((update) => update().catch(() => undefined))),
      ]);
      const own = [...metrics.values()].map(({ type, options, samples }) => renderMetric(type, options, samples));
      return [...own, ...others.map((text) => text.trimEnd())].filter(Boolean).join('\n') + '\n';
    },
  };
}

// --- internal ---

/** Implements every type of metric; `type` decides which methods are used. */
interface Metric extends Counter, Gauge, Histogram {
  readonly type: MetricType;
  readonly options: HistogramOptions;
  readonly samples: Map<string, Sample>;
}

const SECONDS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

function createMetric(type: MetricType, { buckets = SECONDS, ...options }: HistogramOptions): Metric {
  const { labels = [] } = options;
  const samples = new Map<string, Sample>();
  const sampleOf = (values: LabelValues<string>): Sample => {
    const key = labels.map((label) => values[label] ?? '').join('\0');
    let sample = samples.get(key);
    if (sample === undefined) {
      const counts = type === 'histogram' ? buckets.map(() => 0) : [];
      samples.set(
        key,
        (sample = { labels: labels.map((label) => [label, values[label] ?? '']), value: 0, count: 0, counts }),
      );
    }
    return sample;
  };
  return {
    type,
    options: { ...options, buckets },
    samples,
    add(values, by = 1) {
      sampleOf(values).value += by;
    },
    set(values, value) {
      sampleOf(values).value = value;
    },
    clear: () => samples.clear(),
    observe(values, value) {
      const sample = sampleOf(values);
      sample.value += value;
      sample.count += 1;
      const bucket = buckets.findIndex((bound) => value <= bound);
      if (bucket !== -1) sample.counts[bucket] = (sample.counts[bucket] ?? 0) + 1;
    },
  };
}

function atMostOncePer(milliseconds: number, update: () => Promise<void>): () => Promise<void> {
  let last: { readonly at: number; readonly done: Promise<void> } | undefined;
  return () => {
    if (last === undefined || Date.now() - last.at >= milliseconds) last = { at: Date.now(), done: update() };
    return last.done;
  };
}
