import { tfn } from '../../src/index.ts';
import { resolveFunctionOptions } from '../../src/internal/index.ts';
import type { FunctionOptions } from '../../src/index.ts';

const problems: [string, object, string][] = [
  [
    'timeout with startToCloseTimeout',
    { timeout: '1s', startToCloseTimeout: '2s' },
    "'timeout' and 'startToCloseTimeout' exclude each other",
  ],
  [
    'retries with retry.maximumAttempts',
    { retries: 1, retry: { maximumAttempts: 2 } },
    "'retries' and 'retry.maximumAttempts' exclude",
  ],
  ['local with taskQueue', { local: true, taskQueue: 'other' }, "'local' and 'taskQueue' exclude each other"],
  ['negative retries', { retries: -1 }, 'retries: -1 is not a number that is 0 or more'],
  ['retries that are not a number', { retries: 'many' }, "retries: 'many' is not a number that is 0 or more"],
  ['an invalid timeout', { timeout: 'soon' }, "timeout: 'soon' is not a duration"],
  ['an invalid retry interval', { retry: { initialInterval: 'x' } }, "retry.initialInterval: 'x' is not a duration"],
];

describe('tfn.fn', () => {
  it('returns a definition with name, handler and resolved options', () => {
    const handler = async (order: { id: string }): Promise<string> => order.id;
    const charge = tfn.fn('fn.charge', handler, { timeout: '30s', retries: 3 });
    expect(charge).toMatchObject({
      name: 'fn.charge',
      handler,
      options: { startToCloseTimeout: 30_000, retry: { maximumAttempts: 4 } },
    });
    expect(charge.options).not.toHaveProperty('timeout');
    expect(charge.options).not.toHaveProperty('retries');
  });

  it.each(problems)('rejects %s', (_, options, problem) => {
    const define = (): unknown => tfn.fn('fn.rejected', async () => 1, options as FunctionOptions);
    expect(define).toThrow(expect.objectContaining({ code: 'TFN_OPTIONS_INVALID' }));
    expect(define).toThrow(`Options of function 'fn.rejected': ${problem}`);
  });

  it('reports all problems at once', () => {
    const options = {
      timeout: '1s',
      startToCloseTimeout: 'x',
      retries: -1,
      heartbeatTimeout: 'y',
    } as unknown as FunctionOptions;
    expect(() => tfn.fn('fn.many', async () => 1, options)).toThrow(
      /exclude each other.*; retries: -1.*; startToCloseTimeout: 'x'.*; heartbeatTimeout: 'y'/,
    );
  });

  it.each([undefined, null, 'handler', {}])('rejects the handler %p', (handler) => {
    expect(() => tfn.fn('fn.handler', handler as never)).toThrow(
      expect.objectContaining({
        code: 'TFN_HANDLER_INVALID',
        message: expect.stringContaining("The function 'fn.handler' needs a function"),
      }),
    );
  });

  it.each(['', '  ', undefined, 7, '__temporal_x'])('rejects the name %p', (name) => {
    expect(() => tfn.fn(name as string, async () => 1)).toThrow(expect.objectContaining({ code: 'TFN_NAME_INVALID' }));
  });
});

describe('options of a function', () => {
  it.each<[FunctionOptions, object]>([
    [{}, {}],
    [{ retries: 0 }, { retry: { maximumAttempts: 1 } }],
    [{ timeout: 5 }, { startToCloseTimeout: 5 }],
    [
      { startToCloseTimeout: '5s', heartbeatTimeout: '1s', scheduleToCloseTimeout: '1h', scheduleToStartTimeout: '1m' },
      {
        startToCloseTimeout: 5000,
        heartbeatTimeout: 1000,
        scheduleToCloseTimeout: 3_600_000,
        scheduleToStartTimeout: 60_000,
      },
    ],
    [
      {
        retries: 2,
        retry: { initialInterval: '1s', maximumInterval: '1m', backoffCoefficient: 3, nonRetryableErrorTypes: ['Bad'] },
      },
      {
        retry: {
          initialInterval: 1000,
          maximumInterval: 60_000,
          backoffCoefficient: 3,
          nonRetryableErrorTypes: ['Bad'],
          maximumAttempts: 3,
        },
      },
    ],
    [
      { taskQueue: 'other', local: false },
      { taskQueue: 'other', local: false },
    ],
  ])('%o resolve to %o', (given, resolved) => {
    expect(resolveFunctionOptions("function 'x'", given)).toEqual(resolved);
  });

  it('that are undefined are ignored', () => {
    expect(resolveFunctionOptions('x', { timeout: undefined, startToCloseTimeout: '1s' } as never)).toEqual({
      startToCloseTimeout: 1000,
    });
  });
});
