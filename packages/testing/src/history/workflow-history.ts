import type { HistoryEvent } from './history-event.ts';
import { summarise } from './summarise.ts';

/** The history of one run. */
export interface WorkflowHistory {
  /** Temporal's events, unchanged: what a codec encoded is encoded. */
  readonly events: readonly HistoryEvent[];
  /** A line for each step, timer and message, without ids and times: the same run has the same lines on every engine. */
  readonly lines: readonly string[];
  /** The lines as one text, for snapshots. */
  toString(): string;
}

/** Makes one. `shown` are the events as decoded by the codec. */
export function createHistory(
  events: readonly HistoryEvent[],
  shown: readonly HistoryEvent[] = events,
): WorkflowHistory {
  const lines = summarise(shown);
  return { events: [...events], lines, toString: () => lines.join('\n') };
}

/** Recognises a history. */
export function isHistory(value: unknown): value is WorkflowHistory {
  return typeof value === 'object' && value !== null && 'events' in value && 'lines' in value;
}
