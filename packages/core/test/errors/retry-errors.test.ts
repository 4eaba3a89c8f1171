import { NonRetryableError, RetryAfterError } from '../../src/index.ts';
import { retryAdviceOf } from '../../src/internal/index.ts';

describe('a NonRetryableError', () => {
  const cause = new Error('why');
  const error = new NonRetryableError('The card was declined', { cause });

  it('is an error with a cause, and says that there is no next try', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'NonRetryableError', message: 'The card was declined', cause });
    expect(retryAdviceOf(error)).toEqual({ nonRetryable: true });
  });

  it('may be subclassed with a name of its own', () => {
    class CardDeclined extends NonRetryableError {
      override name = 'CardDeclined';
    }
    expect(new CardDeclined('no money').name).toBe('CardDeclined');
    expect(retryAdviceOf(new CardDeclined('no money'))).toEqual({ nonRetryable: true });
  });
});

describe('a RetryAfterError', () => {
  it('says in milliseconds when the next try may begin', () => {
    const error = new RetryAfterError('busy', '1.5 minutes', { cause: 'the limit' });
    expect(error).toMatchObject({ name: 'RetryAfterError', message: 'busy', cause: 'the limit' });
    expect(retryAdviceOf(error)).toEqual({ nextRetryDelay: 90_000 });
  });

  it('takes durations only', () => {
    expect(() => new RetryAfterError('busy', 'soon' as never)).toThrow(
      expect.objectContaining({ code: 'TFN_DURATION_INVALID' }),
    );
  });
});

it('is known across copies of core, and no other error says anything', () => {
  jest.isolateModules(() => {
    const copy = require('../../src/index.ts') as typeof import('../../src/index.ts');
    const foreign = new copy.NonRetryableError('x');
    expect(foreign).not.toBeInstanceOf(NonRetryableError);
    expect(retryAdviceOf(foreign)).toEqual({ nonRetryable: true });
  });
  expect(retryAdviceOf(Object.assign(new Error('x'), { nonRetryable: true }))).toEqual({});
});
