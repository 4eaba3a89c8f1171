import { describe } from './describe.ts';
import { coreError } from './errors.ts';

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

/** A length of time: milliseconds, or a string such as '30s', '5 minutes', '1.5h', as the npm package `ms` reads them. */
export type Duration = number | `${number}${Unit}` | `${number} ${Unit}`;

/**
 * The milliseconds of a duration; `option` names it in the error.
 * @throws {TfnError} TFN_DURATION_INVALID
 */
export function toMilliseconds(duration: Duration, option: string): number {
  const milliseconds = readDuration(duration);
  if (milliseconds === undefined) throw coreError('TFN_DURATION_INVALID', { option, value: describe(duration) });
  return milliseconds;
}

/** The milliseconds of anything that may be a duration, or undefined when it is none. */
export function readDuration(value: unknown): number | undefined {
  const milliseconds = typeof value === 'string' ? parse(value) : value;
  return Number.isFinite(milliseconds) && (milliseconds as number) >= 0 ? (milliseconds as number) : undefined;
}

// --- internal ---

/** Seconds of each unit, by its singular names. */
const UNITS: readonly (readonly [names: string, seconds: number])[] = [
  ['ms|msec|millisecond', 0.001],
  ['s|sec|second', 1],
  ['m|min|minute', 60],
  ['h|hr|hour', 3600],
  ['d|day', 86_400],
  ['w|week', 604_800],
  ['y|yr|year', 31_557_600],
];

function parse(text: string): number {
  const [, amount, unit] = /^(\d*\.?\d+) *([a-z]*)$/i.exec(text) ?? [];
  const seconds = UNITS.find(([names]) => new RegExp(`^(${names})s?$`, 'i').test(unit || 'ms'))?.[1];
  return Number(amount) * (seconds as number) * 1000; // NaN when there is no such unit
}
