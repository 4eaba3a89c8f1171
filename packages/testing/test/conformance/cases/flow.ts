import { fail } from '@tfn/testing';
import type { Case } from '../case.ts';
import { DAY, failureOf, until } from '../case.ts';
import * as flow from '../fixtures/flow.ts';
import { once, step } from '../fixtures/functions.ts';

const hang = (): Promise<never> => new Promise(() => {});

/** Time, results and failures, and control flow. */
export const flowCases: readonly Case[] = [
  {
    name: 'sleeps for 30 days',
    async run(env) {
      const before = await env.now();
      expect(await env.execute(flow.slept, 30 * DAY)).toBe('awake');
      const passed = (await env.now()).getTime() - before.getTime();
      expect(passed).toBeGreaterThanOrEqual(30 * DAY);
    },
  },
  {
    name: 'lets a timer win against a function that hangs',
    async run(env) {
      env.mock(step, hang);
      expect(await env.execute(flow.raceTimer, 100)).toBe('timer');
    },
  },
  {
    name: 'lets a function win against a long timer',
    run: async (env) => expect(await env.execute(flow.raceTimer, 60_000)).toBe('function'),
  },
  {
    name: 'also gives workflow time through Date',
    run: async (env) => expect(await env.execute(flow.dateInside)).toEqual({ same: true, passed: true, day: true }),
  },
  {
    name: 'gives the same random values on replay',
    async run(env) {
      const handle = await env.start(flow.randomInside);
      const [first, second, id] = await handle.result();
      expect(first).not.toBe(second);
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      await env.replay(await handle.history());
    },
  },
  {
    name: 'makes setTimeout a timer',
    run: async (env) => expect(await env.execute(flow.timeoutInside)).toBe('timeoutInside'),
  },
  {
    name: 'stops waiting when the timeout has passed',
    run: async (env) => expect(await env.execute(flow.waits, 50)).toBe(false),
  },
  {
    name: 'stops waiting when the condition is true',
    async run(env) {
      const handle = await env.start(flow.waits, 60_000);
      await handle.signal('ready');
      expect(await handle.result()).toBe(true);
    },
  },
  {
    name: 'continues as new 50 times',
    async run(env) {
      expect(await env.execute(flow.countdown, 50)).toBe('done');
      expect(env.calls(step)).toHaveLength(50);
    },
  },
  {
    name: 'fails with the error that the code throws',
    async run(env) {
      const error = await failureOf(env.execute(flow.plainThrow));
      expect(error).toMatchObject({
        code: 'TFN_WORKFLOW_FAILED',
        details: { rootCause: { type: 'TypeError', message: 'broken' } },
      });
    },
  },
  {
    name: 'fails with the error of a handler that is not async',
    async run(env) {
      const error = await failureOf(env.execute(flow.syncThrow));
      expect(error.details?.rootCause).toEqual({ type: 'Error', message: 'at once' });
    },
  },
  {
    name: "keeps a failure's type and details",
    async run(env) {
      const error = await failureOf(env.execute(flow.typedFailure));
      expect(error.details?.rootCause).toEqual({ type: 'OutOfStock', message: 'no stock' });
      const failure = (error.cause as Error).cause as { details?: unknown };
      expect(failure.details).toEqual([{ sku: 'A' }]);
    },
  },
  {
    name: 'retries a workflow',
    async run(env) {
      env.mock(once, [fail('1'), fail('2'), async () => 'fine']);
      expect(await env.execute(flow.retried)).toBe(3);
    },
  },
  {
    name: 'fails a workflow after its last attempt',
    async run(env) {
      env.mock(once, fail('always'));
      expect((await failureOf(env.execute(flow.retried))).code).toBe('TFN_WORKFLOW_FAILED');
      expect(env.calls(once)).toHaveLength(3);
    },
  },
  {
    name: 'does not retry a workflow that throws a NonRetryableError',
    async run(env) {
      const error = await failureOf(env.execute(flow.givingUp));
      expect(error.details?.rootCause).toEqual({ type: 'NonRetryableError', message: 'hopeless' });
      expect(env.calls(step)).toHaveLength(1);
    },
  },
  {
    name: 'runs onFailure when a workflow has failed',
    async run(env) {
      env.mock(once, fail('broken'));
      const mock = env.mock(step, () => 'noted');
      await failureOf(env.execute(flow.reported));
      expect(mock.calls[0]?.input).toMatchObject({ workflowType: 'reported', error: { message: 'broken' } });
    },
  },
  {
    name: 'undoes a saga, newest first',
    async run(env) {
      env.mock(once, fail('no money'));
      expect(await env.execute(flow.saga)).toBe('undone');
      expect(env.calls(step).map(({ input }) => input)).toEqual([
        'book flight',
        'book hotel',
        'book car',
        'cancel car',
        'cancel hotel',
        'cancel flight',
      ]);
    },
  },
  {
    name: 'cancels a workflow that sleeps, and lets it clean up',
    async run(env) {
      const handle = await env.start(flow.cancellable, 60_000);
      await handle.cancel();
      expect((await failureOf(handle.result())).code).toBe('TFN_WORKFLOW_CANCELLED');
      expect(env.calls(step).map(({ input }) => input)).toEqual(['clean up']);
    },
  },
  {
    name: 'continues a workflow that catches its cancellation',
    async run(env) {
      const handle = await env.start(flow.swallowing, 60_000);
      await handle.cancel();
      expect(await handle.result()).toBe('went on');
    },
  },
  {
    name: 'times out a run',
    run: async (env) => expect((await failureOf(env.execute(flow.bounded30))).code).toBe('TFN_WORKFLOW_TIMED_OUT'),
  },
  {
    name: 'runs a workflow of 30 days with a step each day',
    async run(env) {
      expect(await env.execute(flow.month, { days: 30, day: DAY })).toBeGreaterThanOrEqual(30);
      expect(env.calls(step)).toHaveLength(30);
    },
  },
  {
    name: 'takes the new branch of a patch, and replays it',
    async run(env) {
      const handle = await env.start(flow.patching);
      expect(await handle.result()).toBe('new');
      expect((await handle.history()).lines).toContain('patched v2');
      await env.replay(await handle.history());
    },
  },
  {
    name: 'returns undefined for a workflow without a result',
    run: async (env) => expect(await env.execute(flow.noResult)).toBeUndefined(),
  },
  {
    name: 'has the info of a workflow',
    run: async (env) =>
      expect(await env.execute(flow.information)).toEqual({
        workflowType: 'information',
        attempt: 1,
        namespace: 'default',
        hasId: true,
        hasRun: true,
      }),
  },
  {
    name: 'logs from a workflow',
    run: async (env) => expect(await env.execute(flow.logging)).toBe('logged'),
  },
  {
    name: 'has the same history lines',
    async run(env) {
      env.mock(once, fail('no money'));
      const handle = await env.start(flow.saga);
      await handle.result();
      expect((await handle.history()).lines).toEqual([
        'started saga',
        'run step "book flight" → "book flight"',
        'run step "book hotel" → "book hotel"',
        'run step "book car" → "book car"',
        'run once "pay" ✗ no money',
        'run step "cancel car" → "cancel car"',
        'run step "cancel hotel" → "cancel hotel"',
        'run step "cancel flight" → "cancel flight"',
        'completed "undone"',
      ]);
    },
  },
  {
    name: 'moves time while a workflow waits for a step',
    async run(env) {
      const handle = await env.start(flow.month, { days: 2, day: DAY });
      await until(() => env.calls(step).length === 1);
      await env.sleep(DAY + 30);
      await until(() => env.calls(step).length === 2);
      await env.advance(2 * DAY);
      expect(await handle.result()).toBeGreaterThanOrEqual(2);
    },
  },
];
