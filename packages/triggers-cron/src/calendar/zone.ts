/**
 * Wall-clock times of a time zone, as the milliseconds of the same reading in UTC.
 */

/** Converts between instants and wall-clock times. */
export interface Zone {
  /** The wall-clock time at an instant. */
  wallAt(instant: number): number;
  /**
   * An instant with this wall-clock time. Of two, it is the one that Go's `time.Date`, and so Temporal, chooses; for a time that does not
   * exist, the instant has another wall-clock time.
   */
  instantOf(wall: number): number;
}

/** Whether a time zone of this name exists. */
export function isZone(timezone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return true;
  } catch {
    return false;
  }
}

/** The clocks of an IANA time zone. */
export function createZone(timezone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: timezone, calendar: 'iso8601', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  const wallAt = (instant: number): number => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
  const offsetAt = (instant: number): number => wallAt(instant) - instant;
  return { wallAt, instantOf: (wall) => wall - offsetAt(wall - offsetAt(wall)) };
}
