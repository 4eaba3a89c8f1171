import * as faults from '../../fixtures/faults.ts';
import { eventsOf, failureOf, logs, startHarness } from '../../support/harness.ts';
import type { Harness } from '../../support/harness.ts';

describe('a workflow', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness(faults);
  });
  afterAll(async () => {
    expect(await harness.replay()).toEqual([]);
    await harness.stop();
  });

  test.each([
    ['plain', { message: 'plain', type: 'Error' }],
    ['at once', { message: 'at once', type: 'Error' }],
    ['string', { message: 'just text', type: 'Error' }],
    [
      'undefined variable',
      { message: expect.stringContaining('Cannot read properties of undefined'), type: 'TypeError' },
    ],
  ])('fails when its code throws, instead of retrying forever: %s', async (how, failure) => {
    const handle = await harness.start(faults.throwing, how);
    expect(await failureOf(handle.result())).toMatchObject({ ...failure, nonRetryable: false });
    expect((await eventsOf(handle)).some((event) => event.workflowTaskFailedEventAttributes)).toBe(false);
  });

  test('fails when a handler that is not async throws', async () => {
    expect((await failureOf(harness.execute(faults.throwingSync))).message).toBe('not even async');
  });

  test('keeps the name and the cause of the thrown error', async () => {
    const failure = await failureOf(harness.execute(faults.throwing, 'class'));
    expect(failure).toMatchObject({ message: 'none left', type: 'OutOfStock' });
    expect(failure.cause?.message).toBe('the shelf is empty');
  });

  test('is retried after a plain Error when its policy says so', async () => {
    const handle = await harness.start(faults.throwing, 'plain', {
      retry: { maximumAttempts: 2, initialInterval: 1 },
    });
    await expect(handle.result()).rejects.toThrow();
    expect((await handle.describe()).runId).not.toBe(handle.firstExecutionRunId);
  });

  test('receives a string that a function threw', async () => {
    const failure = await failureOf(harness.execute(faults.throwing, 'function string'));
    expect(failure.cause?.message).toBe('just text');
  });

  test('fails with the code of a TfnError', async () => {
    const failure = await failureOf(harness.execute(faults.misusing));
    expect(failure).toMatchObject({ type: 'TFN_OPTIONS_INVALID', nonRetryable: true });
    expect(failure.message).toContain("the call of 'takes'");
  });

  test.each([
    ['name', "'takes'"],
    ['nothing', 'undefined'],
    ['workflow', 'workflow'],
  ] as const)('fails when it runs something that is not a function: %s', async (what, got) => {
    const failure = await failureOf(harness.execute(faults.callingWrong, what));
    expect(failure).toMatchObject({ type: 'TFN_TARGET_INVALID', nonRetryable: true });
    expect(failure.message).toBe(`ctx.run: the target must be a function made with tfn.fn, but is ${got}.`);
  });

  test('fails when it starts something that is not a workflow', async () => {
    const failure = await failureOf(harness.execute(faults.startingWrong));
    expect(failure.message).toBe(
      'ctx.startChild: the target must be a workflow made with tfn.workflow, but is function.',
    );
  });

  const parts = [
    ['symbol', "'NAME.price.amount' is a symbol"],
    ['cycle', "'NAME.items[0].list' is circular: it contains itself"],
    ['function', 'it is a function'],
  ] as const;

  test.each(parts)(
    'fails when the result of a function cannot be sent, at the first attempt: %s',
    async (how, problem) => {
      const { cause } = await failureOf(harness.execute(faults.functionResult, how));
      expect(cause).toMatchObject({ type: 'TFN_RESULT_UNSERIALIZABLE', nonRetryable: true });
      expect(cause?.message).toContain(
        `The result of the function 'badResult' cannot be sent: ${problem.replace('NAME', 'result')}.`,
      );
      expect(faults.calls.filter((call) => call === how)).toHaveLength(1);
    },
  );

  test.each(parts)('fails when its own result cannot be sent: %s', async (how, problem) => {
    const failure = await failureOf(harness.execute(faults.workflowResult, how));
    expect(failure).toMatchObject({ type: 'TFN_RESULT_UNSERIALIZABLE', nonRetryable: true });
    expect(failure.message).toContain(
      `The result of the workflow 'workflowResult' cannot be sent: ${problem.replace('NAME', 'result')}.`,
    );
  });

  test.each(parts)('fails when the input of a function cannot be sent: %s', async (how, problem) => {
    const failure = await failureOf(harness.execute(faults.functionInput, how));
    expect(failure).toMatchObject({ type: 'TFN_INPUT_UNSERIALIZABLE', nonRetryable: true });
    expect(failure.message).toContain(
      `The input of the function 'takes' cannot be sent: ${problem.replace('NAME', 'input')}.`,
    );
  });

  test('fails the update or the query whose answer cannot be sent, and continues', async () => {
    const handle = await harness.start(faults.updateResult, 'symbol');
    const failure = await failureOf(handle.executeUpdate('get'));
    expect(failure).toMatchObject({ type: 'TFN_RESULT_UNSERIALIZABLE' });
    await expect(handle.query('get')).rejects.toThrow(
      /The result of the query 'get' cannot be sent: 'result\.price\.amount'/,
    );
    await handle.signal('end');
    await handle.result();
  });

  test('fails within a few attempts when it runs a function that no worker has', async () => {
    const { cause } = await failureOf(harness.execute(faults.runsMissing));
    expect(cause).toMatchObject({ type: 'TFN_FUNCTION_UNKNOWN', nonRetryable: true });
    expect(cause?.message).toContain(`The function 'missing' is not registered on task queue '${harness.taskQueue}'`);
    expect(cause?.message).toContain("'badResult', 'takes', 'throwsString'");
    expect(cause?.message).toContain('worker.register(missing)');
  });

  test('fails when it runs a local function that its worker does not have', async () => {
    const failure = await failureOf(harness.execute(faults.runsMissingLocal));
    expect(failure).toMatchObject({ type: 'TFN_LOCAL_FUNCTION_UNKNOWN', nonRetryable: true });
    expect(failure.message).toContain("The local function 'missingLocal' is not registered");
  });

  test('causes a warning at start when it may run an unregistered function', () => {
    const warnings = logs.filter(({ level }) => level === 'WARN').map(({ message }) => message);
    expect(warnings).toContainEqual(
      expect.stringContaining("contain the function 'missing', but it is not registered"),
    );
    expect(warnings).toContainEqual(
      expect.stringContaining("contain the function 'missingLocal', but it is not registered"),
    );
    expect(warnings).not.toContainEqual(
      expect.stringContaining("contain the function 'takes', but it is not registered"),
    );
  });
});
