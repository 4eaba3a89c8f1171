import { describe } from '../errors/describe.ts';
import type { Duration } from './duration.ts';
import { readDuration } from './duration.ts';
import { inputError } from '../errors/input-errors.ts';
import { nearestName } from '../internal/nearest-name.ts';
import { findProblem, findRetryProblem, isDuration } from './rules/option-rules.ts';
import type { OptionRule, OptionRules } from './rules/option-rules.ts';
import type { Priority } from './workflow.ts';

/** How Temporal retries. Each field maps to that of Temporal's RetryPolicy. */
export interface RetryPolicy {
  /** Attempts in total, including the first; a whole number above 0. @default unlimited */
  maximumAttempts?: number;
  /** At least 1 ms. @default '1s' */
  initialInterval?: Duration;
  /** Factor by which each pause is longer than the previous one; 1 or more. @default 2 */
  backoffCoefficient?: number;
  /** At least initialInterval. @default 100 times initialInterval */
  maximumInterval?: Duration;
  /** Failures of these types are not retried. */
  nonRetryableErrorTypes?: readonly string[];
}

/**
 * Reads options: checks names and values, converts durations to milliseconds, and removes undefined fields. Without rules any name is accepted.
 * The error lists all problems, `problems` first.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function resolveOptions<TOptions extends object>(
  what: string,
  given: TOptions,
  { rules, problems = [] }: { rules?: Rules | undefined; problems?: readonly (string | false | undefined)[] } = {},
): TOptions {
  const found = problems.filter(Boolean) as string[];
  const resolved =
    typeof given === 'object' && given !== null ? readAll(given, { rules, prefix: '', problems: found }) : {};
  if (typeof given !== 'object' || given === null) found.push(`${describe(given)} is not an object`);
  failOn(what, found);
  return Object.freeze(resolved) as TOptions;
}

/**
 * Checks a retry policy that was merged, with durations in milliseconds; `what` names whose it is.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function assertRetry(what: string, retry: RetryPolicy | undefined): void {
  const problem = retry !== undefined && findRetryProblem(retry);
  if (problem) failOn(what, [problem]);
}

/**
 * Checks only the names of options, and that they are an object.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function assertNames(
  what: string,
  given: object,
  { known, prefix = '' }: { known: readonly string[]; prefix?: string },
): void {
  const isObject = typeof given === 'object' && (given as object | null) !== null;
  failOn(
    what,
    isObject
      ? Object.keys(given)
          .map((name) => unknownName(name, { known, prefix }))
          .filter((problem) => problem !== undefined)
      : [`${prefix.slice(0, -1)}${prefix && ': '}${describe(given)} is not an object`],
  );
}

/**
 * Checks the task queue of a client or a worker.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function assertTaskQueue(what: string, taskQueue: unknown): void {
  const problem = taskQueue !== undefined && findProblem('queue', taskQueue);
  if (problem) failOn(what, [`taskQueue: ${problem}`]);
}

// --- internal ---

type Rules = Readonly<Record<string, OptionRule>>;

interface Reading {
  readonly rules: Rules | undefined;
  readonly prefix: string;
  readonly problems: string[];
}

const RETRY: OptionRules<RetryPolicy> = {
  maximumAttempts: 'attempts',
  initialInterval: 'limit',
  backoffCoefficient: 'factor',
  maximumInterval: 'limit',
  nonRetryableErrorTypes: 'names',
};

const PRIORITY: OptionRules<Priority> = { priorityKey: 'urgency', fairnessKey: 'key', fairnessWeight: 'weight' };

/** Without rules every option with such a name is a duration. */
const DURATION_NAME = /(timeout|interval|jitter|window|delay)$/i;

function readAll(given: object, { rules, prefix, problems }: Reading): object {
  const resolved: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given) as [string, unknown][]) {
    if (value === undefined) continue;
    const rule = ruleOf(rules, key);
    const problem =
      rule === undefined ? unknownName(key, { known: Object.keys(rules ?? {}), prefix }) : findProblem(rule, value);
    if (problem !== undefined) problems.push(rule === undefined ? problem : `${prefix}${key}: ${problem}`);
    else if (rule === 'retry') resolved[key] = readRetry(value as object, { rules: RETRY, prefix: 'retry.', problems });
    else if (rule === 'priority')
      resolved[key] = readAll(value as object, { rules: PRIORITY, prefix: 'priority.', problems });
    else resolved[key] = isDuration(rule as OptionRule) ? readDuration(value) : value;
  }
  return resolved;
}

function readRetry(given: object, reading: Reading): object {
  const retry = readAll(given, reading) as RetryPolicy;
  // The other one may come from elsewhere: a definition, a call or the defaults.
  const problem = retry.initialInterval !== undefined && findRetryProblem(retry);
  if (problem) reading.problems.push(problem);
  return retry;
}

function ruleOf(rules: Rules | undefined, key: string): OptionRule | undefined {
  if (rules === undefined) return DURATION_NAME.test(key) ? 'time' : 'any';
  return Object.hasOwn(rules, key) ? rules[key] : undefined;
}

function unknownName(
  name: string,
  { known, prefix }: { known: readonly string[]; prefix: string },
): string | undefined {
  if (known.includes(name)) return undefined;
  const nearest = nearestName(name, known);
  const hint =
    nearest === undefined ? `known are ${known.join(', ') || 'none'}` : `did you mean '${prefix}${nearest}'?`;
  return `'${prefix}${name}' is unknown; ${hint}`;
}

function failOn(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw inputError('TFN_OPTIONS_INVALID', { what, problems });
}
