import type { HistoryEvent } from '../../history/history-event.ts';

/** The events of one run, in Temporal's form. */
export interface HistoryLog {
  readonly events: readonly HistoryEvent[];
  /** Returns the event's id. */
  add(attributes: Omit<HistoryEvent, 'eventId' | 'eventTime'>): number;
}

export function createHistoryLog(now: () => number): HistoryLog {
  const events: HistoryEvent[] = [];
  return {
    events,
    add(attributes) {
      const eventId = events.length + 1;
      events.push({ eventId, eventTime: new Date(now()).toISOString(), ...attributes });
      return eventId;
    },
  };
}
