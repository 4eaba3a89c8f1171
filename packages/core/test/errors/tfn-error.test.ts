import { TfnError, isTfnError } from '../../src/index.ts';
import { defineErrors } from '../../src/internal/index.ts';

const table = {
  TFN_TEST_BROKEN: (d: { what: string }): string => `The ${d.what} is broken.`,
} as const;
const testError = defineErrors(table);

describe('an error of a table', () => {
  const cause = new Error('why');
  const error = testError('TFN_TEST_BROKEN', { what: 'lamp' }, cause);

  it('carries code, message, details and cause', () => {
    expect(error).toBeInstanceOf(TfnError);
    expect(error).toMatchObject({
      name: 'TfnError',
      code: 'TFN_TEST_BROKEN',
      message: 'The lamp is broken.',
      details: { what: 'lamp' },
      cause,
    });
  });

  it('has no cause when none is given', () => {
    expect(testError('TFN_TEST_BROKEN', { what: 'lamp' })).not.toHaveProperty('cause');
  });

  it('is distinguished from other errors, even when another copy of core made it', () => {
    jest.isolateModules(() => {
      const copy = require('../../src/internal/index.ts') as typeof import('../../src/internal/index.ts');
      const foreign = copy.defineErrors(table)('TFN_TEST_BROKEN', { what: 'lamp' });
      expect(foreign).not.toBeInstanceOf(TfnError);
      expect(isTfnError(foreign)).toBe(true);
    });
    expect([isTfnError(error), isTfnError(cause), isTfnError('TfnError'), isTfnError(undefined)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
