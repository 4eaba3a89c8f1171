import { describe } from '../errors/describe.ts';
import type { Duration } from './duration.ts';
import { readDuration } from './duration.ts';
import { inputError } from '../errors/input-errors.ts';

/** How Temporal retries. Each field maps to that of Temporal's RetryPolicy. */
export interface RetryPolicy {
  /** Attempts in total, including the first. @default unlimited */
  maximumAttempts?: number;
  /** @default '1s' */
  initialInterval?: Duration;
  /** Factor by which each pause is longer than the previous one. @default 2 */
  backoffCoefficient?: number;
  /** @default 100 times initialInterval */
  maximumInterval?: Duration;
  /** Failures of these types are not retried. */
  nonRetryableErrorTypes?: readonly string[];
}

/**
 * Reads options: converts durations to milliseconds, also within `retry`, and removes undefined fields.
 * The error lists all problems, `problems` first.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function resolveOptions<TOptions extends object>(
  what: string,
  given: TOptions,
  problems: readonly (string | false)[] = [],
): TOptions {
  const found = problems.filter(Boolean) as string[];
  const resolved = readAll(given, '', found);
  if (found.length) throw inputError('TFN_OPTIONS_INVALID', { what, problems: found });
  return Object.freeze(resolved) as TOptions;
}

/** The problem of an option whose value is not one of a list; false if it is. */
export function notOneOf(option: string, value: unknown, values: readonly string[]): string | false {
  if (values.includes(value as string)) return false;
  return `${option}: ${describe(value)} is not one of ${values.map((one) => `'${one}'`).join(', ')}`;
}

// --- internal ---

/** Every option with such a name is a duration. */
const DURATION_NAME = /(timeout|interval|jitter|window|delay)$/i;

function readAll(given: object, prefix: string, problems: string[]): object {
  const resolved: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given) as [string, unknown][]) {
    if (value === undefined) continue;
    if (key === 'retry') resolved[key] = readAll(value as object, 'retry.', problems);
    else resolved[key] = DURATION_NAME.test(key) ? readDuration(value) : value;
    if (resolved[key] === undefined) problems.push(`${prefix}${key}: ${describe(value)} is not a duration`);
  }
  return resolved;
}
