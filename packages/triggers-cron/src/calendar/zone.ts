/**
 * Wall-clock times of a time zone. Those are written as the milliseconds that UTC would have at the same reading.
 */

/** Tells instants from readings of a zone's clocks. */
export interface Zone {
  /** What the clocks read at an instant. */
  wallAt(instant: number): number;
  /**
   * An instant at which the clocks read so. Of two, the one that Go's `time.Date` takes, as Temporal does; a reading that does
   * not exist gives an instant of another reading.
   */
  instantOf(wall: number): number;
}

/** Whether there is a time zone of a name. */
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
