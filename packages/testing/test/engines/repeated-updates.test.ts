import { tfn } from '@tfn/testing';
import type { TestEnv } from '@tfn/testing';
import { add, answering, close, handlerContinues, runsOf } from '../conformance/fixtures/ending.ts';

let env: TestEnv;

beforeEach(async () => {
  env = await tfn.testEnv({ engine: 'memory' });
});

afterEach(() => env.close());

/** Lets the workflow continue as new. */
async function next(workflowId: string, runs: number): Promise<void> {
  await env.client.signal(workflowId, 'next');
  await expect(env.client.update(workflowId, runsOf)).resolves.toBe(runs);
}

test('a run answers updates that an earlier run has handled within a minute', async () => {
  const { workflowId } = await env.start(answering, { total: 0, calls: 0, runs: 1 });
  const send = async (): Promise<unknown> => env.client.update(workflowId, add, 5, { updateId: 'same' });
  expect(await send()).toBe(5);
  await env.sleep('40s');
  await next(workflowId, 2);
  expect(await send()).toBe(5);
  await env.sleep('40s');
  await next(workflowId, 3);
  expect(await send()).toBe(10);
  await env.client.signal(workflowId, close);
  expect(await env.getHandle(workflowId).result()).toEqual({ total: 10, calls: 2, runs: 3 });
});

test('a run passes on the last 256 updates', async () => {
  const { workflowId } = await env.start(answering, { total: 0, calls: 0, runs: 1 });
  const send = async (id: number): Promise<unknown> => env.client.update(workflowId, add, 0, { updateId: String(id) });
  for (let id = 0; id < 300; id += 1) await send(id);
  await next(workflowId, 2);
  for (const id of [44, 299, 43]) await send(id);
  await env.client.signal(workflowId, close);
  expect(await env.getHandle(workflowId).result()).toMatchObject({ calls: 301 });
});

test('a run without updates passes on nothing but the input', async () => {
  const { workflowId } = await env.start(handlerContinues, 'first');
  await env.client.signal(workflowId, 'next', 'end');
  await env.client.signal(workflowId, 'word', 'last');
  expect(await env.getHandle(workflowId).result()).toBe('last');
  const { events } = await env.client.temporal.workflow.getHandle(workflowId).fetchHistory();
  const { input, continuedExecutionRunId } = events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
  expect(continuedExecutionRunId).toMatch(/./);
  expect(input?.payloads).toHaveLength(1);
});
