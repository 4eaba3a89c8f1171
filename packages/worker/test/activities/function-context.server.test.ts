import { randomUUID } from 'node:crypto';
import { CancelledFailure } from '@temporalio/common';
import * as functions from '../fixtures/functions.ts';
import { failureOf, logs, startHarness, until } from '../support/harness.ts';
import type { Harness } from '../support/harness.ts';

describe('the context of a function', () => {
  let harness: Harness;
  beforeAll(async () => {
    // How often heartbeats reach the server, which answers them with cancellation.
    harness = await startHarness(functions, { maxHeartbeatThrottleInterval: 80 });
  });
  afterAll(async () => {
    expect(await harness.replay()).toEqual([]);
    await harness.stop();
  });

  test('has the attempt, the last heartbeat, and a key that is the same for all attempts and unique to the step', async () => {
    const mark = randomUUID();
    const handle = await harness.start(functions.tellsTwice, mark);
    const { first, second, local } = await handle.result();
    expect(functions.attempts.get(mark)).toEqual([
      { attempt: 1, key: first.key, lastHeartbeat: undefined },
      { attempt: 2, key: first.key, lastHeartbeat: { at: 1 } },
      { attempt: 3, key: first.key, lastHeartbeat: { at: 2 } },
    ]);
    expect(functions.attempts.get(`${mark} local`)?.map(({ key }) => key)).toEqual([local.key, local.key]);
    expect(new Set([first.key, second.key, local.key]).size).toBe(3);
    expect(first).toEqual({
      info: {
        name: 'reports',
        attempt: 3,
        activityId: '1',
        taskQueue: harness.taskQueue,
        workflowId: handle.workflowId,
        runId: handle.firstExecutionRunId,
      },
      key: expect.stringContaining(handle.workflowId),
      aborted: false,
    });
  });

  test('logs with the ids of the workflow and the function', async () => {
    const mark = randomUUID();
    const handle = await harness.start(functions.tellsTwice, mark);
    await handle.result();
    expect(logs.find(({ message }) => message === `reporting ${mark}`)?.meta).toMatchObject({
      attempt: 1,
      workflowId: handle.workflowId,
      activityType: 'reports',
    });
  });

  test('aborts its signal when the workflow is cancelled', async () => {
    const mark = randomUUID();
    const handle = await harness.start(functions.cancelsItself, mark);
    await until(() => functions.begun.has(mark));
    await handle.cancel();
    expect((await failureOf(handle.result())).name).toBe('CancelledFailure');
    await until(() => functions.aborted.has(mark));
    expect(functions.aborted.get(mark)).toBeInstanceOf(CancelledFailure);
  });

  test("does not bypass the output schema: the result is the schema's output, or a failure", async () => {
    expect(await harness.execute(functions.describes, 10)).toEqual({ total: 10 });
    const { cause } = await failureOf(harness.execute(functions.describes, 11));
    expect(cause).toMatchObject({ type: 'TFN_OUTPUT_INVALID', nonRetryable: true });
    expect(cause?.message).toContain("What the function 'described' returned does not match its output schema");
  });
});
