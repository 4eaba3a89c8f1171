import { describe } from '../errors/describe.ts';
import { inputError } from '../errors/input-errors.ts';

type Unit =
  | 'ms'
  | 'msec'
  | 'msecs'
  | 'millisecond'
  | 'milliseconds'
  | 's'
  | 'sec'
  | 'secs'
  | 'second'
  | 'seconds'
  | 'm'
  | 'min'
  | 'mins'
  | 'minute'
  | 'minutes'
  | 'h'
  | 'hr'
  | 'hrs'
  | 'hour'
  | 'hours'
  | 'd'
  | 'day'
  | 'days'
  | 'w'
  | 'week'
  | 'weeks'
  | 'y'
  | 'yr'
  | 'yrs'
  | 'year'
  | 'years';

/** A length of time: milliseconds, or a string that the npm package `ms` accepts, such as '30s', '5 minutes' or '1.5h'. */
export type Duration = number | `${number}${Unit}` | `${number} ${Unit}`;

/**
 * Converts a duration to milliseconds; `option` names it in the error.
 * @throws {TfnError} TFN_DURATION_INVALID
 */
export function toMilliseconds(duration: Duration, option: string): number {
  const milliseconds = readDuration(duration);
  if (milliseconds === undefined) throw inputError('TFN_DURATION_INVALID', { option, value: describe(duration) });
  return milliseconds;
}

/**
 * The same for a wait, which may be below zero: a difference of two times is when the second has passed, and the wait is over at once.
 * @throws {TfnError} TFN_DURATION_INVALID
 */
export function toWait(duration: Duration, option: string): number {
  const milliseconds = readWait(duration);
  if (milliseconds === undefined) throw inputError('TFN_DURATION_INVALID', { option, value: describe(duration) });
  return milliseconds;
}

/** The milliseconds of a value that may be a duration; undefined for any other value. */
export function readDuration(value: unknown): number | undefined {
  const milliseconds = readWait(value);
  return milliseconds !== undefined && milliseconds >= 0 ? milliseconds : undefined;
}

// --- internal ---

function readWait(value: unknown): number | undefined {
  const milliseconds = typeof value === 'string' ? parse(value) : value;
  return Number.isFinite(milliseconds) ? (milliseconds as number) : undefined;
}

/** An amount, then one group per unit; without a unit the amount is in milliseconds. */
const FORMAT =
  /^(-?\d*\.?\d+) *(?:(ms|msec|millisecond)|(s|sec|second)|(m|min|minute)|(h|hr|hour)|(d|day)|(w|week)|(y|yr|year))?s?$/i;

/** The milliseconds of each unit, in the order of the groups. */
const UNITS: readonly number[] = [1, 1000, 60_000, 3_600_000, 86_400_000, 604_800_000, 31_557_600_000];

function parse(text: string): number {
  const [, amount, ...units] = FORMAT.exec(text) ?? [];
  return Number(amount) * (UNITS[units.findIndex(Boolean)] ?? 1); // NaN when it is not a duration
}
