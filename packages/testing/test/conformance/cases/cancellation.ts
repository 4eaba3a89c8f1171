import { fail } from '@tfn/testing';
import type { Case } from '../case.ts';
import { DAY, becomes, failureOf, until } from '../case.ts';
import * as fixtures from '../fixtures/cancellation.ts';
import { beating, step } from '../fixtures/functions.ts';

const newId = (): string => `child-${Math.random()}`;

/** Cancellation, and what ends with a workflow. */
export const cancellationCases: readonly Case[] = [
  {
    name: 'does everything in a shield after the cancellation, and nothing outside of one',
    async run(env) {
      const handle = await env.start(fixtures.shieldsLate, DAY);
      await handle.cancel();
      expect(await handle.result()).toEqual([
        'sleep: CancelledFailure',
        'function',
        'local function',
        'timer',
        'condition',
        'child',
        'shield in a shield',
        'sleep after: CancelledFailure',
        'shield after',
      ]);
      expect(env.calls(step).map(({ input }) => input)).toEqual(['clean up', 'inner', 'again']);
    },
  },
  {
    name: 'lets a shield end that runs when the workflow is cancelled',
    async run(env) {
      const handle = await env.start(fixtures.shieldsEarly);
      await handle.cancel();
      await handle.signal('go');
      expect(await handle.result()).toEqual(['kept', 'CancelledFailure']);
    },
  },
  {
    name: 'skips time on after a function was cancelled that does not notice it',
    async run(env) {
      let timer: NodeJS.Timeout | undefined;
      env.mock(step, () => new Promise((resolve) => (timer = setTimeout(resolve, 100_000, 'late'))));
      const handle = await env.start(fixtures.restsAfter, 30 * DAY);
      await until(() => env.calls(step).length === 1);
      await handle.cancel();
      const before = Date.now();
      expect(await handle.result()).toBe('ActivityFailure');
      expect(Date.now() - before).toBeLessThan(20_000);
      clearTimeout(timer);
    },
  },
  {
    name: 'skips time on after a function was cancelled that notices it',
    async run(env) {
      const handle = await env.start(fixtures.restsAfterBeating, 30 * DAY);
      await until(() => env.calls(beating).length === 1);
      await handle.cancel();
      expect(await handle.result()).toBe('ActivityFailure');
      // Its attempt ends as well.
      await becomes(async () => env.calls(beating)[0]?.error !== undefined, true);
    },
  },
  {
    name: 'cancels a function that pauses before its next attempt',
    async run(env) {
      env.mock(step, fail('busy'));
      const handle = await env.start(fixtures.pausesLong);
      await until(() => env.calls(step).length === 1);
      await handle.cancel();
      expect(await handle.result()).toEqual(['ActivityFailure', 'CancelledFailure']);
    },
  },
  {
    name: 'accepts the cancellation of a workflow that has ended',
    async run(env) {
      const handle = await env.start(fixtures.shieldsLate, 1);
      const result = await handle.result();
      await handle.cancel();
      expect(await handle.result()).toEqual(result);
    },
  },
  {
    name: 'asks a child to cancel when its parent ends',
    async run(env) {
      const workflowId = newId();
      await env.execute(fixtures.asksChildToEnd, { workflowId, sleeps: env.engine === 'time-skipping' });
      const child = env.getHandle(workflowId);
      // Temporal's test server keeps it running.
      if (env.engine === 'time-skipping') return expect(await child.result()).toBe('slept');
      expect((await failureOf(child.result())).code).toBe('TFN_WORKFLOW_CANCELLED');
    },
  },
  {
    name: 'ends the children of a workflow that is terminated',
    async run(env) {
      // Temporal's test server keeps it running.
      if (env.engine === 'time-skipping') return;
      const workflowId = newId();
      const handle = await env.start(fixtures.waitsForChild, workflowId);
      const child = env.getHandle(workflowId);
      await until(() => child.describe().then(Boolean, () => false));
      await handle.terminate();
      expect((await failureOf(child.result())).code).toBe('TFN_WORKFLOW_TERMINATED');
    },
  },
  {
    name: 'ends the child of a run that continues as new',
    async run(env) {
      const workflowId = newId();
      const handle = await env.start(fixtures.leavesChild, workflowId);
      const child = env.getHandle(workflowId);
      await until(() => child.describe().then(Boolean, () => false));
      await handle.signal('next');
      await becomes(async () => (await handle.describe()).runId === handle.runId, false);
      // Temporal's test server keeps it running.
      const status = env.engine === 'time-skipping' ? 'running' : 'terminated';
      await becomes(async () => (await child.describe()).status, status);
      await handle.signal('end');
      await handle.result();
    },
  },
];
