import { boundError } from '../../src/shared/bound-error.ts';

describe('a thrown error', () => {
  it('keeps its identity, and fields of a usual size', () => {
    const cause = new TypeError('inside');
    const error = new Error('outside', { cause });
    const { stack } = error;
    expect(boundError(error)).toBe(error);
    expect(error).toMatchObject({ message: 'outside', stack, cause });
  });

  it('has a message that can be sent, and still shows where it was thrown', () => {
    const error = boundError(new Error('outside', { cause: new Error('x'.repeat(10_000_000)) })) as Error;
    const { message, stack } = error.cause as Error;
    expect(message).toMatch(/^x{20000}… \(10000000 characters\)$/);
    expect(stack?.length).toBeLessThan(40_000);
    expect(stack).toContain('bound-error.test.ts');
  });

  it('can be a string', () => {
    expect(boundError('y'.repeat(30_000))).toMatch(/^y{20000}… \(30000 characters\)$/);
    expect(boundError('short')).toBe('short');
    expect(boundError(undefined)).toBeUndefined();
  });

  it('has a finite chain of causes', () => {
    const [error, cause] = [new Error('outside'), new Error('inside')];
    error.cause = cause;
    cause.cause = error;
    boundError(error);
    expect(error.cause).toBe(cause);
    expect(cause.cause).toBeUndefined();
  });
});
