/** What Temporal accepts as the value of an option. What it would refuse is an error where the option is written: a workflow that sent it would wait forever. */
import { describe } from '../../errors/describe.ts';
import { readDuration } from '../duration.ts';
import type { Duration } from '../duration.ts';

/** The rule of each option of a call or a definition; an option without one is unknown. */
export type OptionRules<TOptions> = { readonly [TKey in keyof TOptions]-?: OptionRule };

/** How an option is checked: by a rule of its kind, or by the list of its values. */
export type OptionRule = RuleName | readonly unknown[];

/** The problem of a value, such as "0 is not a duration of at least 1 ms"; undefined if Temporal accepts it. */
export function findProblem(rule: OptionRule, value: unknown): string | undefined {
  if (typeof rule !== 'string')
    return rule.includes(value) ? undefined : `${describe(value)} is not one of ${rule.map(describe).join(', ')}`;
  const expected = RULES[rule](value);
  return expected ? `${describe(value)} is not ${expected}` : undefined;
}

/** Whether the option's value is a duration. */
export function isDuration(rule: OptionRule): boolean {
  return rule === 'time' || rule === 'limit';
}

/** The problem of a name or an id that Temporal stores; undefined if it accepts it. */
export function findNameProblem(value: unknown): string | false {
  if (typeof value !== 'string' || value.trim() === '' || byteLength(value) > LONGEST_NAME) return NAME;
  return findTextProblem(value);
}

/** The problem of a text that Temporal stores outside of a payload: no message that contains half of a surrogate pair can be read. */
export function findTextProblem(text: string): string | false {
  return /\p{Surrogate}/u.test(text) && 'well-formed: it contains half of a surrogate pair';
}

/**
 * The problem of a complete retry policy, with durations in milliseconds: merged from those of a definition, a call and the defaults, whose parts were
 * fine by themselves.
 */
export function findRetryProblem({
  initialInterval = 1000,
  maximumInterval,
}: {
  readonly initialInterval?: Duration;
  readonly maximumInterval?: Duration;
}): string | false {
  return (
    Number(maximumInterval) < Number(initialInterval) &&
    `retry.maximumInterval: ${maximumInterval} ms is shorter than retry.initialInterval, ${initialInterval} ms`
  );
}

// --- internal ---

/** Bytes; Temporal's limit. */
const LONGEST_NAME = 1000;
const NAME = `a non-empty string of at most ${LONGEST_NAME} bytes`;

/** Temporal counts in 32 bits. */
const MOST = 2 ** 31 - 1;

type RuleName =
  | 'any'
  | 'time'
  | 'limit'
  | 'name'
  | 'queue'
  | 'retries'
  | 'attempts'
  | 'factor'
  | 'urgency'
  | 'weight'
  | 'key'
  | 'names'
  | 'object'
  | 'memo'
  | 'function'
  | 'count'
  | 'flag'
  | 'date'
  | 'attributes'
  | 'retry'
  | 'priority';

/** For each kind what a value of it must be, if it is not. */
const RULES: Readonly<Record<RuleName, (value: unknown) => string | false>> = {
  any: () => false,
  time: (value: unknown) => readDuration(value) === undefined && 'a duration',
  limit: (value: unknown) => !(Number(readDuration(value)) >= 1) && 'a duration of at least 1 ms',
  name: findNameProblem,
  queue: (value: unknown) =>
    findNameProblem(value) ||
    (/^(\/_sys\/|__temporal_)/.test(value as string) && 'a name that is free: Temporal uses names with this beginning'),
  retries: (value: unknown) => !isCount(value, 0) && `a whole number from 0 to ${MOST - 1}, or Infinity`,
  attempts: (value: unknown) => !isCount(value, 1) && `a whole number from 1 to ${MOST}, or Infinity`,
  factor: (value: unknown) => !isNumber(value, 1) && 'a number that is 1 or more',
  urgency: (value: unknown) =>
    !(Number.isInteger(value) && isNumber(value, 1) && (value as number) <= 5) && 'a whole number from 1 to 5',
  weight: (value: unknown) => !(isNumber(value, 0) && value !== 0) && 'a number above 0',
  key: (value: unknown) =>
    !(typeof value === 'string' && byteLength(value) <= 64) ? 'a string of at most 64 bytes' : findTextProblem(value),
  names: (value: unknown) => (isListOf('string', value) ? findTextProblem(value.join('\n')) : 'a list of strings'),
  object: (value: unknown) => !isObject(value) && 'an object',
  memo: (value: unknown) => findFieldsProblem(value) || (Array.isArray(value) && 'an object'),
  function: (value: unknown) => typeof value !== 'function' && 'a function',
  count: (value: unknown) => !isCount(value, 0) && 'a whole number that is 0 or more',
  flag: (value: unknown) => typeof value !== 'boolean' && 'true or false',
  date: (value: unknown) => !isDate(value) && 'a valid Date',
  attributes: (value: unknown) =>
    isObject(value) && !Array.isArray(value) && Object.values(value).every(isAttribute)
      ? findFieldsProblem(value) || findTextProblem(Object.values(value).flat().join('\n'))
      : 'an object whose values are strings, numbers, booleans, dates or lists of strings',
  retry: (value: unknown) => !isObject(value) && 'an object',
  priority: (value: unknown) => !isObject(value) && 'an object',
};

function isCount(value: unknown, least: number): boolean {
  return (
    value === Infinity || (Number.isInteger(value) && isNumber(value, least) && (value as number) <= MOST + least - 1)
  );
}

function isNumber(value: unknown, least: number): boolean {
  return Number.isFinite(value) && (value as number) >= least;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The problem of an object whose names Temporal stores. */
function findFieldsProblem(value: unknown): string | false {
  return isObject(value) ? findTextProblem(Object.keys(value).join('\n')) : 'an object';
}

function isListOf(type: 'string', value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === type);
}

/** A date of any realm. */
function isDate(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Date]' && !Number.isNaN((value as Date).getTime());
}

function isAttribute(value: unknown): boolean {
  return (
    value === undefined ||
    /string|boolean/.test(typeof value) ||
    Number.isFinite(value) ||
    isDate(value) ||
    isListOf('string', value)
  );
}

function byteLength(text: string): number {
  return text.length * 3 <= LONGEST_NAME ? text.length : new TextEncoder().encode(text).length;
}
