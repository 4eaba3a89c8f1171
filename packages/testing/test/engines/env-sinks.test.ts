import timers from 'node:timers';
import { createEnvSinks } from '../../src/engines/server/worker/env-sinks.ts';
import { environments } from '../../src/engines/server/worker/environments.ts';

const events: string[] = [];
const clock = {
  async hold(work: () => Promise<unknown>) {
    events.push('held');
    await work();
    events.push('released');
  },
};
const connection = {
  workflowService: {
    async terminateWorkflowExecution({ workflowExecution }: { workflowExecution: { workflowId: string } }) {
      events.push(`terminated ${workflowExecution.workflowId}`);
    },
  },
};
const info = { workflowId: 'order-7', runId: 'run-1', namespace: 'default' } as never;
const { tfnTest } = createEnvSinks(Promise.resolve({ connection, clock } as never), (runId, activityId) => {
  events.push(`left ${runId} ${activityId}`);
});
const settled = (): Promise<unknown> => new Promise(setImmediate);

beforeEach(() => {
  events.length = 0;
  environments.clear();
});

test('no time is skipped between the command to cancel another workflow and the request to it', async () => {
  // The time limit of a hold does not end here, however slow the machine is.
  const longest = jest.spyOn(timers, 'setTimeout').mockImplementation((() => undefined) as never);
  await tfnTest.cancelling.fn(info);
  longest.mockRestore();
  await settled();
  expect(events).toEqual(['held']);
  await tfnTest.cancelled.fn(info);
  await settled();
  expect(events).toEqual(['held', 'released']);
});

test('time is skipped again when a workflow ends before it reports the cancellation', async () => {
  await tfnTest.cancelling.fn(info);
  while (!events.includes('released')) await settled();
  expect(events).toEqual(['held', 'released']);
});

test('no time is skipped from the command that ends a workflow until the test has its result', async () => {
  let result = (): void => {};
  const waited = new Promise<void>((resolve) => (result = resolve));
  const awaiting = (workflowId: string): Promise<void> | undefined => (workflowId === 'order-7' ? waited : undefined);
  environments.set('env', { host: {} as never, open: new Set(), begun: () => {}, awaiting });
  await tfnTest.ending.fn({ ...(info as object), workflowId: 'order-8' } as never, 'env');
  expect(events).toEqual([]);
  const longest = jest.spyOn(timers, 'setTimeout').mockImplementation((() => undefined) as never);
  await tfnTest.ending.fn(info, 'env');
  longest.mockRestore();
  await settled();
  expect(events).toEqual(['held']);
  result();
  await settled();
  expect(events).toEqual(['held', 'released']);
});

test('a workflow counts as open from its start to its end', async () => {
  const open = new Set<string>();
  environments.set('env', { host: {} as never, open, begun: () => {}, awaiting: () => undefined });
  await tfnTest.begun.fn(info, 'env');
  expect([...open]).toEqual(['order-7']);
  await tfnTest.completed.fn(info, 'env');
  expect([...open]).toEqual([]);
});

test('a workflow that starts after its environment was closed is terminated', async () => {
  await tfnTest.begun.fn(info, 'gone');
  await settled();
  expect(events).toEqual(['terminated order-7']);
});

test('a function that its workflow has cancelled is reported with its run', () => {
  void tfnTest.leaving.fn(info, '3');
  expect(events).toEqual(['left run-1 3']);
});
