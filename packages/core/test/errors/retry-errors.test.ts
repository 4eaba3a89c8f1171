import { NonRetryableError, RetryAfterError } from '../../src/index.ts';
import { retryAdviceOf } from '../../src/internal/index.ts';

describe('a NonRetryableError', () => {
  const cause = new Error('why');
  const error = new NonRetryableError('The card was declined', { cause });

  it('is an error with a cause, and is marked as not retryable', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'NonRetryableError', message: 'The card was declined', cause });
    expect(retryAdviceOf(error)).toEqual({ nonRetryable: true });
  });

  it('can be subclassed with its own name', () => {
    class CardDeclined extends NonRetryableError {
      override name = 'CardDeclined';
    }
    expect(new CardDeclined('no money').name).toBe('CardDeclined');
    expect(retryAdviceOf(new CardDeclined('no money'))).toEqual({ nonRetryable: true });
  });
});

describe('a RetryAfterError', () => {
  it('has the delay until the next attempt in milliseconds', () => {
    const error = new RetryAfterError('busy', '1.5 minutes', { cause: 'the limit' });
    expect(error).toMatchObject({ name: 'RetryAfterError', message: 'busy', cause: 'the limit' });
    expect(retryAdviceOf(error)).toEqual({ nextRetryDelay: 90_000 });
  });

  it('is over at once when its time has passed', () => {
    expect(retryAdviceOf(new RetryAfterError('busy', -5000))).toEqual({ nextRetryDelay: 1 });
  });

  it('accepts only durations', () => {
    expect(() => new RetryAfterError('busy', 'soon' as never)).toThrow(
      expect.objectContaining({ code: 'TFN_DURATION_INVALID' }),
    );
  });
});

it('is recognised across copies of core, and other errors have no retry advice', () => {
  jest.isolateModules(() => {
    const copy = require('../../src/index.ts') as typeof import('../../src/index.ts');
    const foreign = new copy.NonRetryableError('x');
    expect(foreign).not.toBeInstanceOf(NonRetryableError);
    expect(retryAdviceOf(foreign)).toEqual({ nonRetryable: true });
  });
  expect(retryAdviceOf(Object.assign(new Error('x'), { nonRetryable: true }))).toEqual({});
});
