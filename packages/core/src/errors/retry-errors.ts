import { toWait } from '../definitions/duration.ts';
import type { Duration } from '../definitions/duration.ts';
import { field } from './thrown/thrown-fields.ts';

/** What an error says about the next attempt. Every copy of core finds it under the same key. */
export interface RetryAdvice {
  readonly nonRetryable?: true;
  /** Milliseconds. */
  readonly nextRetryDelay?: number;
}

/**
 * Fails a function or a workflow without further attempts. The name of its class is the failure's type, so code that catches it can
 * recognise a subclass. Maps to a non-retryable `ApplicationFailure` of Temporal.
 * @example throw new NonRetryableError('The card was declined');
 */
export class NonRetryableError extends Error {
  override name = 'NonRetryableError';
  /** @internal */
  readonly '@tfn/retry': RetryAdvice = { nonRetryable: true };
}

/**
 * Fails an attempt and sets the pause before the next one, instead of the retry policy's. The number of attempts stays the
 * policy's. Maps to an `ApplicationFailure` of Temporal with `nextRetryDelay`.
 * @example throw new RetryAfterError('The rate limit is reached', '1m');
 * @throws {TfnError} TFN_DURATION_INVALID
 */
export class RetryAfterError extends Error {
  override name = 'RetryAfterError';
  /** @internal */
  declare readonly '@tfn/retry': RetryAdvice;

  constructor(message: string, delay: Duration, options?: ErrorOptions) {
    super(message, options);
    // A time that has passed is no reason to wait.
    this['@tfn/retry'] = { nextRetryDelay: Math.max(toWait(delay, this.name), 1) };
  }
}

/** What a thrown value says about the next attempt; an error of another copy of core or of another realm is recognised too. */
export function retryAdviceOf(thrown: unknown): RetryAdvice {
  const advice = field(thrown, '@tfn/retry');
  const delay = field(advice, 'nextRetryDelay');
  return {
    ...(field(advice, 'nonRetryable') === true && { nonRetryable: true }),
    ...(typeof delay === 'number' && delay >= 0 && { nextRetryDelay: delay }),
  };
}
