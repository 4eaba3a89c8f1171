import { RetryAfterError } from '@tfn/core';
import type { Case } from '../case.ts';
import { DAY, failureOf, until } from '../case.ts';
import { slept } from '../fixtures/flow.ts';
import { local } from '../fixtures/functions.ts';
import * as tasks from '../fixtures/tasks.ts';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What comes first within a workflow's tasks, and what stays after the end. */
export const taskCases: readonly Case[] = [
  {
    name: 'lets a local function end before any timer fires',
    async run(env) {
      env.mock(local, async (input) => {
        await pause(300);
        return input;
      });
      expect(await env.execute(tasks.racesLocal, 50)).toBe('function');
    },
  },
  {
    name: 'lets the attempts of a local function end before any timer fires',
    async run(env) {
      env.mock(local, async (input, { info }) => {
        await pause(100);
        if (info.attempt < 2) throw new Error('busy');
        return input;
      });
      expect(await env.execute(tasks.racesLocal, 50)).toBe('function');
      // A server repeats a task during which the test begins to wait, and its local functions with it.
      expect(env.calls(local).slice(0, 2)).toMatchObject([{ attempt: 1 }, { attempt: 2, result: 'a' }]);
    },
  },
  ...[new Error('broken'), new RetryAfterError('broken', '1h')].map((error): Case => ({
    name: `ends a local function that fails when no attempt fits into its scheduleToCloseTimeout (${error.name})`,
    async run(env) {
      env.mock(local, () => Promise.reject(error));
      const { details } = await failureOf(env.execute(tasks.limitedLocally));
      expect(details?.rootCause?.message).toBe('broken');
      // Of a repeated task as well.
      expect(env.calls(local).map(({ attempt }) => attempt)).toEqual(env.calls(local).map(() => 1));
    },
  })),
  {
    name: 'delivers signals after the local functions of a task',
    async run(env) {
      let open: (value: string) => void = () => undefined;
      env.mock(local, () => new Promise((resolve) => (open = resolve)));
      const handle = await env.start(tasks.localBeforeSignal);
      for (const count of [1, 2]) {
        await until(() => env.calls(local).length === count);
        await handle.signal('word', `during ${count}`);
        open('done');
      }
      await handle.signal('word', 'end');
      const seen = await handle.result();
      expect(seen.slice(0, 2)).toEqual(['function', 'function']);
      expect(seen.slice(2)).toEqual(['during 1', 'during 2', 'end']);
    },
  },
  {
    name: 'has the same history when a local function runs besides others',
    async run(env) {
      const handle = await env.start(tasks.besidesLocal);
      await handle.result();
      expect((await handle.history()).lines).toEqual([
        'started besidesLocal',
        'sleep 10ms',
        'run step "b" → "b"',
        'run local (local) → "local a"',
        'run local (local) → "local c"',
        'completed "local c"',
      ]);
    },
  },
  {
    name: 'delivers the signals that were sent before a timer fires first, in their order',
    async run(env) {
      const handle = await env.start(tasks.signalsThenTimer, DAY);
      for (const word of ['one', 'two', 'three']) await handle.signal('word', word);
      expect(await handle.result()).toEqual(['one', 'two', 'three', 'timer']);
    },
  },
  {
    name: "has one time: the environment's and the workflow's are alike",
    async run(env) {
      const about = async (workflowTime: number | undefined): Promise<void> => {
        const ahead = (await env.now()).getTime() - Number(workflowTime);
        expect(ahead).toBeGreaterThan(-5000);
        // Temporal's test server may jump on to whatever timer is next.
        if (env.engine !== 'time-skipping') expect(ahead).toBeLessThan(5000);
      };
      const began = (await env.now()).getTime();
      await about((await env.execute(tasks.clock, 0)).at(-1));
      await about((await env.execute(tasks.clock, DAY)).at(-1));
      await env.sleep(DAY);
      const [first, last] = await env.execute(tasks.clock, DAY);
      expect(Number(first) - began).toBeGreaterThanOrEqual(2 * DAY);
      await about(last);
      // Also while one sleeps.
      const handle = await env.start(tasks.clock, 2 * DAY);
      await env.sleep(DAY);
      expect((await env.now()).getTime() - Number(last)).toBeGreaterThanOrEqual(DAY);
      const [from, to] = await handle.result();
      expect(Number(to) - Number(from)).toBeGreaterThanOrEqual(2 * DAY);
      await about(to);
    },
  },
  {
    name: 'imports a module while a workflow runs',
    run: async (env) => expect(await env.execute(tasks.importsLate)).toBe(42),
  },
  {
    name: 'answers queries after the end, however it ended',
    async run(env) {
      const returned = await env.start(tasks.endsAs, 'returned');
      await returned.result();
      const thrown = await env.start(tasks.endsAs, 'thrown');
      await failureOf(thrown.result());
      const terminated = await env.start(tasks.endsAs, 'waiting');
      expect(await terminated.query('how')).toBe('waiting');
      await terminated.terminate();
      const cancelled = await env.start(tasks.endsAs, 'waiting');
      await cancelled.cancel();
      await failureOf(cancelled.result());
      const handles = [returned, thrown, terminated, cancelled];
      expect(await Promise.all(handles.map((handle) => handle.query('how')))).toEqual([
        'returned',
        'thrown',
        'waiting',
        'waiting',
      ]);
    },
  },
  {
    name: 'finds a workflow by its type and status, with its memo',
    async run(env) {
      // Temporal's test server has no lists.
      if (env.engine === 'time-skipping') return;
      const workflowId = `found-${Math.random()}`;
      const handle = await env.start(slept, 10, { workflowId, memo: { team: 'orders', size: 3 } });
      await handle.result();
      expect(await handle.describe()).toMatchObject({ memo: { team: 'orders', size: 3 }, status: 'completed' });
      const filter = `WorkflowId = '${workflowId}' AND WorkflowType = 'slept' AND ExecutionStatus = 'Completed'`;
      const ids = async (): Promise<string[]> => {
        const found: string[] = [];
        for await (const each of env.client.list(filter)) found.push(each.workflowId);
        return found;
      };
      // A server's index lags behind a little.
      for (let tries = 0; tries < 100 && (await ids()).length === 0; tries++) await pause(20);
      expect(await ids()).toEqual([workflowId]);
    },
  },
  {
    name: 'keeps a signal that comes before a delayed start',
    async run(env) {
      const handle = await env.start(tasks.signalsThenTimer, 1, { startDelay: DAY });
      await handle.signal('word', 'early');
      const before = await env.now();
      expect(await handle.result()).toEqual(['early', 'timer']);
      expect((await env.now()).getTime() - before.getTime()).toBeGreaterThanOrEqual(DAY - 5000);
    },
  },
];
