import { toMilliseconds } from '../definitions/duration.ts';
import type { Duration } from '../definitions/duration.ts';

/** What an error says of the next try. Under a key that no other error has, and that every copy of core knows. */
export interface RetryAdvice {
  readonly nonRetryable?: true;
  /** Milliseconds. */
  readonly nextRetryDelay?: number;
}

/**
 * Fails a function, or a workflow, for good: it is not tried again. Its name is the failure's type, so that a subclass with a name
 * of its own can be told apart by whoever catches it. Maps to a non-retryable `ApplicationFailure` of Temporal.
 * @example throw new NonRetryableError('The card was declined');
 */
export class NonRetryableError extends Error {
  override name = 'NonRetryableError';
  /** @internal */
  readonly '@tfn/retry': RetryAdvice = { nonRetryable: true };
}

/**
 * Fails a try, and says when the next may begin, in place of the pause of the retry policy. How many tries there are stays the
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
    this['@tfn/retry'] = { nextRetryDelay: toMilliseconds(delay, this.name) };
  }
}

/** What a thrown value says about the next attempt; an error of another copy of core or of another realm is recognised too. */
export function retryAdviceOf(thrown: unknown): RetryAdvice {
  return (thrown as { '@tfn/retry'?: RetryAdvice } | null | undefined)?.['@tfn/retry'] ?? {};
}
