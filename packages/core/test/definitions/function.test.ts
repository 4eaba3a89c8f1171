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
  ['negative retries', { retries: -1 }, 'retries: -1 is not a whole number from 0 to 2147483646, or Infinity'],
  [
    'retries that are not a number',
    { retries: 'many' },
    "retries: 'many' is not a whole number from 0 to 2147483646, or Infinity",
  ],
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

  it.each<[object, string]>([
    [{ retires: 3 }, "'retires' is unknown; did you mean 'retries'?"],
    [
      { retry: { backofCoefficient: 2 } },
      "'retry.backofCoefficient' is unknown; did you mean 'retry.backoffCoefficient'?",
    ],
    [{ colour: 'red' }, "'colour' is unknown; known are timeout, retries"],
    [{ timeout: 0 }, 'timeout: 0 is not a duration of at least 1 ms'],
    [{ scheduleToCloseTimeout: 0 }, 'scheduleToCloseTimeout: 0 is not a duration of at least 1 ms'],
    [{ retries: 1.5 }, 'retries: 1.5 is not a whole number from 0 to 2147483646, or Infinity'],
    [{ retry: { backoffCoefficient: 0.5 } }, 'retry.backoffCoefficient: 0.5 is not a number that is 1 or more'],
    [{ retry: { maximumAttempts: 0 } }, 'retry.maximumAttempts: 0 is not a whole number from 1'],
    [
      { retry: { initialInterval: '10s', maximumInterval: '5s' } },
      'retry.maximumInterval: 5000 ms is shorter than retry.initialInterval, 10000 ms',
    ],
    [{ taskQueue: '' }, "taskQueue: '' is not a non-empty string of at most 1000 bytes"],
  ])('rejects %p, which Temporal would refuse or ignore', (options, problem) => {
    expect(() => tfn.fn('fn.refused', async () => 1, options)).toThrow(
      expect.objectContaining({ code: 'TFN_OPTIONS_INVALID', message: expect.stringContaining(problem) as string }),
    );
  });

  it('accepts what Temporal takes as no limit', () => {
    const options = { heartbeatTimeout: 0, scheduleToStartTimeout: 0, retries: Infinity };
    expect(tfn.fn('fn.unlimited', async () => 1, options).options).toMatchObject({ heartbeatTimeout: 0 });
  });

  it('rejects options that are no object', () => {
    for (const options of [null, 'x'])
      expect(() => tfn.fn('fn.options', async () => 1, options as never)).toThrow('is not an object');
  });

  it('reports all problems at once', () => {
    const options = {
      timeout: '1s',
      startToCloseTimeout: 'x',
      retries: -1,
      heartbeatTimeout: 'y',
    } as unknown as FunctionOptions;
    expect(() => tfn.fn('fn.many', async () => 1, options)).toThrow(
      /exclude each other.*; startToCloseTimeout: 'x'.*; retries: -1.*; heartbeatTimeout: 'y'/,
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

  it.each(['', '  ', undefined, 7, '__temporal_x', 'x'.repeat(1001)])('rejects the name %p', (name) => {
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
