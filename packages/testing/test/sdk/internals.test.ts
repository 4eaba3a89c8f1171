/** The undocumented parts of Temporal's SDK on which the engines rely, beyond those in `@tfn/worker`. */
import { Connection, WithStartWorkflowOperation } from '@temporalio/client';
import { InternalConnectionOptionsSymbol } from '@temporalio/client/lib/connection';
import { settleStartOperation } from '../../src/sdk/with-start-operation.ts';

test('shared-connection: a connection has the test service on request', async () => {
  const options = { address: '127.0.0.1:1', [InternalConnectionOptionsSymbol]: { supportsTestService: true } };
  const connection = Connection.lazy(options as object);
  for (const call of [
    'getCurrentTime',
    'lockTimeSkipping',
    'sleep',
    'unlockTimeSkipping',
    'unlockTimeSkippingWithSleep',
  ])
    expect(connection.testService).toHaveProperty(call, expect.any(Function));
  expect(Connection.lazy({ address: '127.0.0.1:1' }).testService).toBeUndefined();
  await connection.close();
});

test('with-start-operation: an operation gives the handle that it was settled with, once', async () => {
  const options = { workflowId: 'a', taskQueue: 'q', workflowIdConflictPolicy: 'FAIL' } as const;
  const operation = new WithStartWorkflowOperation('order', options);
  expect(operation).toMatchObject({ workflowTypeOrFunc: 'order', options });
  const handle = { workflowId: 'a' };
  settleStartOperation(operation).resolve(handle);
  expect(await operation.workflowHandle()).toBe(handle);
  expect(() => settleStartOperation(operation)).toThrow('has already been executed');
  const refused = new WithStartWorkflowOperation('order', options);
  settleStartOperation(refused).reject(new Error('taken'));
  await expect(refused.workflowHandle()).rejects.toThrow('taken');
});

test('waits-for-nothing: a run keeps its commands and all that it waits for', async () => {
  const { createSandboxRun } = await import('../../src/engines/memory/workflow/sdk-sandbox.ts');
  const { waitsForNothing } = await import('../../src/sdk/waits-for-nothing.ts');
  const run = createSandboxRun({
    info: { runId: 'a', unsafe: {} },
    now: 0,
    registeredFunctions: new Set(),
    workflow: async () => undefined,
  });
  expect(waitsForNothing(run)).toBe(true);
  run.pushCommand({ startTimer: { seq: 1 } });
  expect(waitsForNothing(run)).toBe(false);
  expect(Object.keys(run.completions)).toEqual(expect.arrayContaining(['timer', 'activity', 'childWorkflowComplete']));
  expect(run.blockedConditions).toBeInstanceOf(Map);
  expect(run.completed).toBe(false);
});
