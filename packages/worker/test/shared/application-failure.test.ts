import { runInNewContext } from 'node:vm';
import { ActivityFailure, ApplicationFailure, CancelledFailure, RetryState } from '@temporalio/common';
import { NonRetryableError, RetryAfterError, TfnError } from '@tfn/core';
import { toApplicationFailure } from '../../src/shared/application-failure.ts';

const chainOf = (error: unknown): Error[] => (error instanceof Error ? [error, ...chainOf(error.cause)] : []);

describe('the failure of an error', () => {
  it('keeps message, stack, class and causes', () => {
    class OutOfStock extends Error {}
    const error = new OutOfStock('outside', { cause: new TypeError('inside', { cause: 'why' }) });
    const failure = toApplicationFailure(error);
    expect(failure).toMatchObject({ message: 'outside', type: 'OutOfStock', stack: error.stack, nonRetryable: false });
    expect(failure.cause).toMatchObject({
      message: 'inside',
      type: 'TypeError',
      cause: { message: 'why', type: 'Error' },
    });
    expect(error).toEqual(new OutOfStock('outside'));
  });

  it('takes the name that an error sets, else that of its class', () => {
    class Declined extends NonRetryableError {}
    class Busy extends RetryAfterError {}
    class Minified extends Error {
      override name = 'Readable';
    }
    const types = [
      new Error('x'),
      new RangeError('x'),
      new (class BadInput extends RangeError {})('x'),
      new Minified('x'),
      new Declined('x'),
      new Busy('x', 5),
      new NonRetryableError('x'),
      new TfnError('TFN_X', 'x'),
      new DOMException('x', 'AbortError'),
      new (class extends TypeError {})('x'),
    ].map((error) => (toApplicationFailure(error) as ApplicationFailure).type);
    expect(types).toEqual([
      'Error',
      'RangeError',
      'BadInput',
      'Readable',
      'Declined',
      'Busy',
      'NonRetryableError',
      'TFN_X',
      'AbortError',
      'TypeError',
    ]);
    expect(toApplicationFailure(new Declined('x'))).toMatchObject({ nonRetryable: true });
    expect(toApplicationFailure(new Busy('x', 5))).toMatchObject({ nextRetryDelay: 5 });
  });

  it('is that of an error of another realm too', () => {
    const foreign = runInNewContext("new RangeError('far', { cause: new Error('away') })") as unknown;
    expect(foreign).not.toBeInstanceOf(Error);
    expect(toApplicationFailure(foreign)).toMatchObject({
      message: 'far',
      type: 'RangeError',
      cause: { message: 'away' },
    });
  });

  it('has a message that can be sent, and still shows where it was thrown', () => {
    const { cause } = toApplicationFailure(new Error('outside', { cause: new Error('x'.repeat(10_000_000)) }));
    expect(cause?.message).toMatch(/^x{20000}… \(10000000 characters\)$/);
    expect(cause?.stack?.length).toBeLessThan(40_000);
    expect(cause?.stack).toContain('application-failure.test.ts');
  });

  it('has a finite chain of causes, of a limited size', () => {
    const [error, cause] = [new Error('outside'), new Error('inside')];
    error.cause = cause;
    cause.cause = error;
    expect(chainOf(toApplicationFailure(error)).map(({ message }) => message)).toEqual(['outside', 'inside']);
    const endless = (): Error => Object.defineProperty(new Error('é'.repeat(30_000)), 'cause', { get: endless });
    const chain = chainOf(toApplicationFailure(endless()));
    expect(chain).toHaveLength(20);
    expect(Buffer.byteLength(chain.map(({ message, stack }) => message + stack).join(''))).toBeLessThan(2_000_000);
  });

  it('is the error itself where Temporal made it, and otherwise leaves out what cannot be sent', () => {
    const received = new ActivityFailure('failed', 'charge', '1', RetryState.TIMEOUT, 'me', undefined);
    received.failure = { message: 'failed' };
    expect(toApplicationFailure(received)).toBe(received);
    const odd = ApplicationFailure.create({ message: 'odd', type: 'Odd', details: [Symbol('x'), 'kept'] });
    expect(toApplicationFailure(odd)).toMatchObject({
      type: 'Odd',
      details: [expect.stringContaining('left out'), 'kept'],
    });
    const toPayload = (value: unknown): never => {
      throw new Error(typeof value);
    };
    expect(toApplicationFailure(odd, { toPayload })).toMatchObject({
      details: [expect.stringContaining('left out'), expect.stringContaining('left out')],
    });
    expect(toApplicationFailure(new CancelledFailure('x'.repeat(30_000)))).toBeInstanceOf(CancelledFailure);
  });
});
