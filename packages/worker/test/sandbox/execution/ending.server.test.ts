import { randomUUID } from 'node:crypto';
import * as ending from '../../fixtures/ending.ts';
import { afterTasks, eventsOf, failureOf, logs, startHarness } from '../../support/harness.ts';
import type { Harness } from '../../support/harness.ts';

const { calls, failures } = ending;

describe('the end of a workflow', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness(ending);
  });
  afterEach(async () => {
    expect(await harness.replay()).toEqual([]);
  });
  afterAll(() => harness.stop());

  const callsOf = (mark: string): string[] =>
    calls.filter((call) => call.startsWith(mark)).map((call) => call.slice(mark.length + 1));

  test('by cancellation lets only shielded steps run', async () => {
    const mark = randomUUID();
    const handle = await harness.start(ending.shielded, mark);
    await afterTasks(handle);
    await handle.cancel();
    expect((await failureOf(handle.result())).name).toBe('CancelledFailure');
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    expect(callsOf(mark)).toEqual(['cleanup', 'cleaned']);
  });

  test.each([true, false])('by cancellation ends a wait (for a signal: %s)', async (forSignal) => {
    const handle = await harness.start(ending.waiting, forSignal);
    await afterTasks(handle);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    expect((await handle.describe()).status.name).toBe('CANCELLED');
  });

  test('undoes the steps of a saga, newest first, once', async () => {
    const mark = randomUUID();
    const failure = await failureOf(harness.execute(ending.booking, { mark, how: '' }));
    expect(failure.message).toBe('no money');
    expect(callsOf(mark).slice(3)).toEqual(['cancel car', 'cancel hotel', 'cancel flight']);
  });

  test('undoes the steps of a saga even though the workflow is cancelled', async () => {
    const mark = randomUUID();
    const handle = await harness.start(ending.booking, { mark, how: 'wait' });
    await afterTasks(handle, 4);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    expect(callsOf(mark).slice(3)).toEqual(['cancel car', 'cancel hotel', 'cancel flight']);
  });

  test('undoes the other steps of a saga when one cannot be undone, and reports which', async () => {
    const mark = randomUUID();
    const failure = await failureOf(harness.execute(ending.booking, { mark, how: 'hotel' }));
    expect(callsOf(mark).slice(3)).toEqual(['cancel car', 'cancel hotel fails', 'cancel flight']);
    expect(failure.type).toBe('SagaCompensationFailed');
    expect(failure.message).toMatch(/^1 of 3 compensations failed: /);
    expect(failure.cause?.cause?.message).toBe(`${mark} cancel hotel fails!`);
  });

  test('waits for the functions that were called last, which would never run otherwise', async () => {
    const mark = randomUUID();
    expect(await harness.execute(ending.lastWords, mark)).toBe(mark);
    expect([...callsOf(mark)].sort()).toEqual(['fails', 'first', 'last', 'very last']);
  });

  test('does not wait for a function that lost a race', async () => {
    const handle = await harness.start(ending.racing);
    expect(await handle.result()).toBe('fast');
    const completed = (await eventsOf(handle)).filter((event) => event.activityTaskCompletedEventAttributes);
    expect(completed).toHaveLength(1);
    for (const letGo of ending.held) letGo();
  });

  test('by a plain Error fails the workflow, and calls onFailure once', async () => {
    const handle = await harness.start(ending.failing, 'error');
    const failure = await failureOf(handle.result());
    expect(failure).toMatchObject({ message: 'no good', type: 'TypeError', nonRetryable: false });
    expect(failure.stack).toContain('ending.ts');
    expect(failures.filter(({ workflowId }) => workflowId === handle.workflowId)).toEqual([
      {
        workflowId: handle.workflowId,
        runId: handle.firstExecutionRunId,
        workflowType: 'failing',
        input: 'error',
        error: { message: 'no good', type: 'TypeError' },
      },
    ]);
  });

  test('by a failed function calls onFailure with the message of the function', async () => {
    const handle = await harness.start(ending.failing, 'function');
    await expect(handle.result()).rejects.toThrow();
    expect(failures.find(({ workflowId }) => workflowId === handle.workflowId)?.error).toEqual({
      message: 'it fails!',
      type: 'Error',
    });
  });

  test('by a signal handler that threw also calls onFailure', async () => {
    const handle = await harness.start(ending.failing, 'signal');
    await handle.signal('throw');
    expect(await failureOf(handle.result())).toMatchObject({ message: 'from a signal', type: 'RangeError' });
    expect(failures.filter(({ workflowId }) => workflowId === handle.workflowId)).toHaveLength(1);
  });

  test('by cancellation or termination does not call onFailure', async () => {
    const cancelled = await harness.start(ending.failing, 'cancel');
    await afterTasks(cancelled);
    await cancelled.cancel();
    await expect(cancelled.result()).rejects.toThrow();
    const terminated = await harness.start(ending.failing, 'cancel');
    await afterTasks(terminated);
    await terminated.terminate();
    await expect(terminated.result()).rejects.toThrow();
    const ids = [cancelled.workflowId, terminated.workflowId];
    expect(failures.filter(({ workflowId }) => ids.includes(workflowId))).toEqual([]);
  });

  test('calls onFailure only after the last attempt of a retried workflow', async () => {
    const retry = { maximumAttempts: 2, initialInterval: 1 };
    const handle = await harness.start(ending.failing, 'error', { retry });
    await expect(handle.result()).rejects.toThrow();
    const heard = failures.filter(({ workflowId }) => workflowId === handle.workflowId);
    expect(heard).toHaveLength(1);
    expect(heard[0]?.runId).not.toBe(handle.firstExecutionRunId);
  });

  test('calls onFailure immediately when the policy does not retry this type', async () => {
    const retry = { maximumAttempts: 2, initialInterval: 1, nonRetryableErrorTypes: ['TypeError'] };
    const handle = await harness.start(ending.failing, 'error', { retry });
    await expect(handle.result()).rejects.toThrow();
    expect(failures.filter(({ workflowId }) => workflowId === handle.workflowId)).toHaveLength(1);
    expect((await eventsOf(handle)).some((event) => event.activityTaskScheduledEventAttributes)).toBe(true);
  });

  test('keeps the failure of the workflow when onFailure fails too, and logs that', async () => {
    const failure = await failureOf(harness.execute(ending.failingTwice));
    expect(failure.message).toBe('the first failure');
    expect(logs.find(({ message }) => message === 'onFailure failed')?.meta).toMatchObject({ function: 'alsoFails' });
  });
});
