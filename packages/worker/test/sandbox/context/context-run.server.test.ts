import { randomUUID } from 'node:crypto';
import * as running from '../../fixtures/running.ts';
import { eventsOf, failureOf, logs, startHarness, until } from '../../support/harness.ts';
import type { Harness } from '../../support/harness.ts';

describe('the context of a workflow', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness(running);
  });
  afterAll(() => harness.stop());
  // The last test replays the executions of all others.

  test('runs functions, with input and without, as activities and locally', async () => {
    const handle = await harness.start(running.runs, 21);
    expect(await handle.result()).toMatchObject({
      doubled: 42,
      local: 42,
      args: 2,
      where: { name: 'where', attempt: 1, workflowId: handle.workflowId, taskQueue: harness.taskQueue },
    });
    const events = await eventsOf(handle);
    expect(
      events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
        scheduled ? [[scheduled.activityType?.name, scheduled.input?.payloads?.length ?? 0]] : [],
      ),
    ).toEqual([
      ['double', 1],
      ['noInput', 0],
    ]);
    expect(events.filter((event) => event.markerRecordedEventAttributes)).toHaveLength(2);
  });

  test('retries a function that threw, as often as its options say', async () => {
    expect(await harness.execute(running.retried, 2)).toBe(3);
    const failure = await failureOf(harness.execute(running.retried, 9));
    expect(failure.cause?.message).toBe('attempt 6');
  });

  test('lets a call override the options of the function', async () => {
    const handle = await harness.start(running.overridden);
    expect(await handle.result()).toEqual({ failed: 'attempt 2', short: 2 });
    const [first, second] = (await eventsOf(handle)).flatMap(
      (event) => event.activityTaskScheduledEventAttributes ?? [],
    );
    // The definition's options apply where the call has none.
    expect(first?.retryPolicy).toMatchObject({ maximumAttempts: 2, backoffCoefficient: 1 });
    expect(Number(first?.startToCloseTimeout?.seconds)).toBe(60);
    expect(Number(second?.startToCloseTimeout?.seconds)).toBe(7);
    expect(Number(second?.heartbeatTimeout?.seconds)).toBe(3);
    expect(Number(second?.retryPolicy?.maximumInterval?.seconds)).toBe(2);
  });

  test('sleeps durably and has the time of the workflow', async () => {
    const handle = await harness.start(running.timed);
    const result = await handle.result();
    const [started] = (await eventsOf(handle)).filter((event) => event.workflowTaskStartedEventAttributes);
    const { seconds, nanos } = started?.eventTime ?? {};
    expect(result.before).toBe(new Date(Number(seconds) * 1000 + Math.floor((nanos ?? 0) / 1e6)).toISOString());
    expect(result.moved).toBe(true);
  });

  test('fails the workflow for an invalid duration', async () => {
    const failure = await failureOf(harness.execute(running.badSleep));
    expect(failure).toMatchObject({ type: 'TFN_DURATION_INVALID', nonRetryable: true });
    expect(failure.message).toContain("ctx.sleep: 'soon' is not a duration");
  });

  test('returns random values, all different', async () => {
    const values = await harness.execute(running.random);
    expect(new Set(values).size).toBe(6);
    expect(values[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('has the info of the run', async () => {
    const handle = await harness.start(running.informed);
    expect(await handle.result()).toEqual({
      workflowId: handle.workflowId,
      runId: handle.firstExecutionRunId,
      workflowType: 'informed',
      taskQueue: harness.taskQueue,
      namespace: 'default',
      attempt: 1,
      started: true,
      historyLength: 3,
      continueAsNewSuggested: false,
    });
  });

  test('continues as new with a new input', async () => {
    const handle = await harness.start(running.counted, 1);
    expect(await handle.result()).toBe('done in counted');
    const first = harness.client.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId);
    expect((await eventsOf(first)).at(-1)?.workflowExecutionContinuedAsNewEventAttributes).toBeTruthy();
  });

  test('runs a child to its result, and signals one through its handle', async () => {
    const handle = await harness.start(running.parent);
    expect(await handle.result()).toEqual({
      direct: 'hello you',
      signalled: 'hello everybody',
      workflowId: `child-of-${handle.workflowId}`,
      runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      failed: 'no greeting for bad',
    });
  });

  test('cancels one child and continues', async () => {
    expect(await harness.execute(running.impatient)).toBe('CancelledFailure');
  });

  test('leaves a child running when asked to, which another workflow then signals', async () => {
    const workflowId = `left-${randomUUID()}`;
    await harness.execute(running.leaving, workflowId);
    const child = harness.client.workflow.getHandle(workflowId);
    expect((await child.describe()).status.name).toBe('RUNNING');
    await harness.execute(running.sender, workflowId);
    expect(await child.result()).toBe('hello the other');
  });

  test('fails a signal to a workflow that does not exist', async () => {
    const failure = await failureOf(harness.execute(running.sender, `nobody-${randomUUID()}`));
    expect(failure.message).toMatch(/signal external workflow because it was not found/);
  });

  test('replays all of this without logging', async () => {
    const mark = randomUUID();
    await harness.execute(running.logging, mark);
    const lines = (): unknown[] => logs.filter(({ message }) => message.includes(mark)).map(({ level }) => level);
    await until(() => lines().length === 2);
    expect(lines()).toEqual(['INFO', 'WARN']);
    expect(logs.find(({ message }) => message === `before ${mark}`)?.meta).toMatchObject({ n: 1 });
    expect(await harness.replay()).toEqual([]);
    expect(lines()).toHaveLength(2);
  });
});
