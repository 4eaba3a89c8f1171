/** Each row of the table of differences in docs/testing.md, in its order: when an engine changes, the table must. */
import { WorkflowFailedError } from '@temporalio/client';
import { tfn } from '@tfn/testing';
import type { EngineName, TestEnv } from '@tfn/testing';
import { failureOf } from './case.ts';
import * as children from './fixtures/children.ts';
import * as context from './fixtures/context.ts';
import * as differences from './fixtures/differences.ts';
import { raceTimer, slept } from './fixtures/flow.ts';
import { local, step } from './fixtures/functions.ts';
import { counter } from './fixtures/messages.ts';
import { racesLocal } from './fixtures/tasks.ts';

const hang = (): Promise<never> => new Promise(() => {});
const DAY = 86_400_000;

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'none',
    (error: { code?: string }) => error.code ?? 'no code',
  );
}

async function listed(env: TestEnv, workflowId: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const found of env.client.list(`WorkflowId = '${workflowId}'`)) ids.push(found.workflowId);
  return ids;
}

describe.each(['memory', 'server', 'time-skipping'] as const)('on the engine %s', (engine: EngineName) => {
  let env: TestEnv;
  const of = <TValue>(values: Record<EngineName, TValue>): TValue => values[engine];

  beforeEach(async () => {
    env = await tfn.testEnv({ engine });
  });

  afterEach(() => env.close());

  test('time jumps for all environments, or for one', async () => {
    await using other = await tfn.testEnv({ engine });
    const [before, own] = [await other.now(), await env.now()];
    await env.sleep(DAY);
    expect((await env.now()).getTime() - own.getTime()).toBeGreaterThanOrEqual(DAY);
    const passed = (await other.now()).getTime() - before.getTime();
    expect(passed >= DAY).toBe(of({ memory: false, server: false, 'time-skipping': true }));
  });

  test("a child has its parent's time, or its own", async () => {
    const passed = await env.execute(differences.timeOfChild, DAY);
    expect(passed >= DAY).toBe(of({ memory: true, server: false, 'time-skipping': true }));
  });

  test("a child's timer waits for its parent's next task, or may fire before it", async () => {
    const expected = of({ memory: 'cancelled', server: 'awake', 'time-skipping': 'cancelled' });
    env.mock(step, async (child) => {
      if (expected === 'awake') await env.getHandle(child).result();
      return child;
    });
    expect(await env.execute(differences.cancelsSleeper, `sleeper-${Math.random()}`)).toBe(expected);
  });

  test('time jumps in the next environment after a workflow ended while one of its functions ran', async () => {
    env.mock(step, hang);
    expect(await env.execute(raceTimer, 50)).toBe('timer');
    await env.close();
    const next = await tfn.testEnv({ engine });
    expect(await next.execute(slept, DAY)).toBe('awake');
    await next.close();
  });

  test('a child keeps running when its parent ends, or ends with it', async () => {
    const workflowId = await env.execute(children.leaves, engine === 'time-skipping');
    const ended = 'TFN_WORKFLOW_TERMINATED';
    expect(await codeOf(env.getHandle(workflowId).result())).toBe(
      of({ memory: ended, server: ended, 'time-skipping': 'none' }),
    );
  });

  test('a signal to a workflow that has ended is rejected with one of two codes', async () => {
    const handle = await env.start(counter, 0);
    await handle.result();
    const ended = 'TFN_WORKFLOW_ENDED';
    expect(await codeOf(handle.signal('add', 1))).toBe(
      of({ memory: ended, server: ended, 'time-skipping': 'TFN_WORKFLOW_NOT_FOUND' }),
    );
  });

  test('awaiting a result that needs a message first is an error, or waits', async () => {
    const result = codeOf(env.execute(counter, 1, { timeout: engine === 'time-skipping' ? '100s' : 300 }));
    const late = 'TFN_TEST_TIMEOUT';
    expect(await result).toBe(of({ memory: late, server: late, 'time-skipping': 'TFN_TEST_STUCK' }));
  });

  test('an update whose handler waits for a timer waits in real time, or not at all', async () => {
    const handle = await env.start(differences.slowUpdate, DAY);
    const update = handle.update('answer').catch(() => 'never');
    if (engine !== 'time-skipping') return expect(await update).toBe('late');
    expect(await Promise.race([update, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])).toBe('waits');
  });

  test('lists are available, or not', async () => {
    const workflowId = `listed-${Math.random()}`;
    await env.start(counter, 1, { workflowId });
    if (engine === 'time-skipping') return expect(await codeOf(listed(env, workflowId))).toBe('TFN_REQUEST_REFUSED');
    // A server's index lags behind a little.
    for (;;) if ((await listed(env, workflowId)).length > 0) break;
    const byTime = codeOf(env.client.list("StartTime > '2020-01-01T00:00:00Z'")[Symbol.asyncIterator]().next());
    expect(await byTime).toBe(engine === 'memory' ? 'TFN_TEST_UNSUPPORTED' : 'none');
  });

  test('schedules of Temporal are available, or not', async () => {
    const { temporal } = env.client as unknown as { temporal: import('@temporalio/client').Client };
    const scheduleId = `schedule-${Math.random()}`;
    const create = async () =>
      temporal.schedule.create({
        scheduleId,
        spec: { intervals: [{ every: '1 day' }] },
        action: { type: 'startWorkflow', workflowType: 'counter', taskQueue: 'nobody', args: [0] },
      });
    const created = await create().catch(() => undefined);
    expect(created !== undefined).toBe(engine === 'server');
    await created?.delete();
  });

  test("calls of Temporal's client that are not about workflows are available, or named as missing", async () => {
    const { activity } = env.client.temporal;
    const complete = async (): Promise<void> => activity.complete(new Uint8Array(8), 'done');
    const { message } = await failureOf(complete());
    expect(message.includes("activity.complete (the engine 'server' can)")).toBe(engine === 'memory');
  });

  test('a local function runs again when the test begins to await the result meanwhile, or once', async () => {
    env.mock(local, async (input) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return input;
    });
    const handle = await env.start(racesLocal, 60_000);
    while (env.calls(local).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await handle.result()).toBe('function');
    expect(env.calls(local)).toHaveLength(of({ memory: 1, server: 2, 'time-skipping': 1 }));
  });

  test('a workflow cannot signal or cancel itself as another one, or can', async () => {
    const [signal, cancel] = ['signal', 'cancel'].map((verb) => [
      'ExternalWorkflowExecutionNotFound',
      expect.stringMatching(new RegExp(`^Unable to ${verb} external workflow because (it was )?not found$`)),
    ]);
    expect(await env.execute(differences.reachesItself)).toEqual(
      of<unknown>({ memory: [signal, cancel], server: [signal, cancel], 'time-skipping': ['reached', 'reached'] }),
    );
  });

  test('only a server checks search attributes', async () => {
    const searchAttributes = { CustomKeywordField: 'gold' };
    const result = env.execute(differences.attributesOf, undefined, { searchAttributes });
    const outcome = await result.catch((error: { code?: string }) => error.code);
    expect(outcome).toEqual(
      of<unknown>({ memory: ['gold'], server: 'TFN_REQUEST_REFUSED', 'time-skipping': ['gold'] }),
    );
  });

  test('a run that continues another has its memo, or none', async () => {
    const handle = await env.start(context.remembers);
    await handle.signal('continue');
    const { after } = (await handle.result()) as { after: object };
    expect(after).toEqual(engine === 'time-skipping' ? {} : { kept: 'k', dropped: 'd' });
  });

  test('a workflow sees the task queue of its definition, or the shared one', async () => {
    const taskQueue = await env.execute(differences.queueOf);
    expect(taskQueue === 'gpu').toBe(of({ memory: true, server: false, 'time-skipping': false }));
  });

  test('sandbox violations are detected, or not', async () => {
    if (engine === 'memory') return expect(await env.execute(differences.usesNode)).toBe(true);
    const error = await failureOf(env.execute(differences.usesNode, undefined, { timeout: '20s' }));
    expect(error.message).toContain('node:fs');
  });

  test('functions have the context of @temporalio/activity, or not', async () => {
    const found = await env.execute(differences.runActivityId).catch(() => 'none');
    expect(found).toBe(of({ memory: 'none', server: '1', 'time-skipping': '1' }));
  });

  test("a failed workflow's error carries Temporal's own class, or only its name", async () => {
    const { cause } = await failureOf(env.execute(differences.fails));
    expect((cause as Error).name).toBe('WorkflowFailedError');
    expect(cause instanceof WorkflowFailedError).toBe(engine !== 'memory');
  });

  test('histories have workflow tasks and can be saved, or neither', async () => {
    const handle = await env.start(slept, 20);
    await handle.result();
    const history = await handle.history();
    await env.replay(history);
    const hasTasks = history.events.some((event) => Boolean(event['workflowTaskCompletedEventAttributes']));
    expect(hasTasks).toBe(engine !== 'memory');
    const kept = env.replay({ ...history });
    if (engine === 'memory') await expect(kept).rejects.toThrow();
    else await kept;
  });
});
