import { fail } from '@tfn/testing';
import type { TestEnv, TestHandle } from '@tfn/testing';
import type { Case } from '../case.ts';
import { becomes, failureOf, until } from '../case.ts';
import * as chains from '../fixtures/chains.ts';
import { once, step } from '../fixtures/functions.ts';

/** An execution that has continued as new once. */
async function inSecondRun(env: TestEnv): Promise<TestHandle<string>> {
  const handle = await env.start(chains.relay, 1);
  await handle.signal('order', 'next');
  // Not by a query: Temporal's test server loses one that comes while a run continues as new.
  await becomes(async () => (await handle.describe()).runId === handle.runId, false);
  expect(await handle.query('round')).toBe(2);
  return handle;
}

const lineOf = (round: number): string => `started relay ${round}`;

/** Executions of several runs: continued as new, or retried. */
export const chainCases: readonly Case[] = [
  {
    name: 'reaches the current run through the handle of the first, with every call',
    async run(env) {
      const handle = await inSecondRun(env);
      expect(await handle.update('say', 'hello')).toBe('hello in 2');
      const { runId, status } = await handle.describe();
      expect({ isFirst: runId === handle.runId, status }).toEqual({ isFirst: false, status: 'running' });
      expect((await handle.history()).lines).toEqual([lineOf(2), 'update say "hello" → "hello in 2"']);
      await handle.signal('order', 'end');
      expect(await handle.result()).toBe('ended in 2');
      expect((await handle.history()).lines[0]).toBe(lineOf(2));
    },
  },
  {
    name: 'cancels and terminates the current run through the handle of the first',
    async run(env) {
      const cancelled = await inSecondRun(env);
      await cancelled.cancel();
      expect((await failureOf(cancelled.result())).code).toBe('TFN_WORKFLOW_CANCELLED');
      const terminated = await inSecondRun(env);
      await terminated.terminate('enough');
      expect((await failureOf(terminated.result())).code).toBe('TFN_WORKFLOW_TERMINATED');
    },
  },
  {
    name: 'cancels a later run through the handle of a start that joined it',
    async run(env) {
      const { workflowId } = await inSecondRun(env);
      const joined = await env.start(chains.relay, 9, { workflowId });
      expect(await joined.query('round')).toBe(2);
      await joined.cancel();
      expect((await failureOf(joined.result())).code).toBe('TFN_WORKFLOW_CANCELLED');
    },
  },
  {
    name: 'reaches exactly the run that a handle of an id and a run id names, and follows it to the result',
    async run(env) {
      const { workflowId, runId } = await inSecondRun(env);
      const first = env.getHandle(workflowId, runId);
      expect(await first.query('round')).toBe(1);
      expect(await first.describe()).toMatchObject({ runId, status: 'continued-as-new' });
      expect((await first.history()).lines).toEqual([lineOf(1), 'signal order "next"', 'continued as new 2']);
      const ended = env.engine === 'time-skipping' ? 'TFN_WORKFLOW_NOT_FOUND' : 'TFN_WORKFLOW_ENDED';
      expect((await failureOf(first.signal('order', 'next'))).code).toBe(ended);
      expect((await failureOf(first.update('say', 'hello'))).code).toBe(ended);
      expect((await failureOf(first.terminate())).code).toBe(ended);
      await env.client.signal(workflowId, 'order', 'end');
      expect(await first.result()).toBe('ended in 2');
    },
  },
  {
    name: 'reaches the current run by its id alone',
    async run(env) {
      const { workflowId } = await inSecondRun(env);
      const current = env.getHandle(workflowId);
      expect(await env.client.query(workflowId, 'round')).toBe(2);
      expect((await current.history()).lines[0]).toBe(lineOf(2));
      await env.client.cancel(workflowId);
      expect((await failureOf(current.result())).code).toBe('TFN_WORKFLOW_CANCELLED');
    },
  },
  {
    name: 'reports what the current run waits for',
    async run(env) {
      env.mock(step, () => new Promise(() => {}));
      const handle = await env.start(chains.waitsLater, 1);
      await until(() => env.calls(step).length === 1);
      const { message } = await failureOf(handle.result({ timeout: 50 }));
      expect(message).toMatch(/It waits for:\n {2}function step "in 2"[^]*History:\n {2}started waitsLater 2\n/);
    },
  },
  {
    name: 'reaches the next attempt of a retried workflow through the handle of the first',
    async run(env) {
      env.mock(once, [fail('first'), () => 'fine']);
      const handle = await env.start(chains.retriedOnce, undefined, { memo: { team: 'orders' } });
      while (env.calls(once).length < 2) await env.sleep(20);
      expect(await handle.query('attempt')).toBe(2);
      // Temporal's test server forgets the memo.
      const memo = env.engine === 'time-skipping' ? {} : { team: 'orders' };
      expect(await handle.describe()).toMatchObject({ status: 'running', memo });
      await handle.signal('go');
      expect(await handle.result()).toBe(2);
      expect((await handle.history()).lines).toContain('run once "2" → "fine"');
    },
  },
  {
    name: 'takes a patch in a run and in the one that continues it',
    run: async (env) => expect(await env.execute(chains.patchedTwice, [])).toEqual([true, true]),
  },
];
