import type { HistoryEvent } from './history-event.ts';
import { summarise } from './summarise.ts';

/** The history of one run. */
export interface WorkflowHistory {
  /** Temporal's events, as they came: what a codec has encoded is encoded. */
  readonly events: readonly HistoryEvent[];
  /** A line for each step, timer and message, the same for the same run on every engine: no ids, no times. */
  readonly lines: readonly string[];
  /** The lines as one text, for snapshots. */
  toString(): string;
}

/** Makes one; `shown` are the events as they read without the codec that they were encoded with. */
export function createHistory(
  events: readonly HistoryEvent[],
  shown: readonly HistoryEvent[] = events,
): WorkflowHistory {
  const lines = summarise(shown);
  return { events: [...events], lines, toString: () => lines.join('\n') };
}

/** Tells a history. */
export function isHistory(value: unknown): value is WorkflowHistory {
  return typeof value === 'object' && value !== null && 'events' in value && 'lines' in value;
}
