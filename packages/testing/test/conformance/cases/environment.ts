import { setTimeout as sleep } from 'node:timers/promises';
import { fail, give, tfn } from '@tfn/testing';
import type { TestEnv } from '@tfn/testing';
import type { Case } from '../case.ts';
import { failureOf, until } from '../case.ts';
import { doubles, parent } from '../fixtures/children.ts';
import {
  everySecond,
  household,
  logs,
  stuck,
  taskFails,
  tick,
  twoChildren,
  waitsForSignal,
} from '../fixtures/environment.ts';
import { raceTimer } from '../fixtures/flow.ts';
import { runStep, step } from '../fixtures/functions.ts';

const hang = (): Promise<never> => new Promise(() => {});
const newId = (): string => `id-${Math.random()}`;

/** The behavior of the environment itself. */
export const environmentCases: readonly Case[] = [
  {
    name: 'leaves a workflow waiting when others end, however slowly the test notices',
    async run(env) {
      const waiting = await env.start(waitsForSignal);
      const slow = setInterval(() => {
        for (const end = Date.now() + 40; Date.now() < end;);
      }, 1);
      try {
        for (let count = 0; count < 3; count += 1) await env.execute(runStep, 'a');
      } finally {
        clearInterval(slow);
      }
      expect((await waiting.describe()).status).toBe('running');
    },
  },
  {
    name: 'gives the logger what workflows log, and the warnings about them, of its own environment only',
    async run(env) {
      const lines: unknown[] = [];
      const write =
        (level: string) =>
        (message: string, fields?: Record<string, unknown>): unknown =>
          lines.push([level, message, fields?.['workflowId']]);
      const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
      await using own = await tfn.testEnv({ engine: env.engine, logger: logger as never });
      await env.execute(logs);
      const handle = await own.start(logs);
      await handle.result();
      const { workflowId } = handle;
      await until(() => lines.length >= 3);
      expect(lines.filter((line) => (line as string[])[2] !== workflowId)).toEqual([]);
      expect(lines).toEqual(
        expect.arrayContaining([
          ['info', 'packed', workflowId],
          ['warn', 'late', workflowId],
          ['warn', expect.stringContaining('no code awaits it'), workflowId],
        ]),
      );
    },
  },
  {
    name: 'reports with a timeout what a workflow waits for, why it failed last, and what has happened',
    async run(env) {
      env.mock(step, (input) => (input === 'busy' ? fail('shop is closed')() : hang()));
      const workflowId = newId();
      const handle = await env.start(stuck, undefined, { workflowId });
      await until(() => env.calls(step).filter(({ input }) => input === 'busy').length > 1);
      const { code, message } = await failureOf(handle.result({ timeout: 50 }));
      expect(code).toBe('TFN_TEST_TIMEOUT');
      const [, waits, history] = message.split(/It waits for:|History:/) as [string, string, string];
      expect(toLines(waits).map(withoutAttempts).sort()).toEqual([
        `child sleeper '${workflowId}-child'`,
        'function step "busy" (attempt #, last failure: shop is closed)',
        'function step "hangs" (attempt #)',
        'timer 1h',
      ]);
      expect(toLines(history.split('\n\n', 1)[0] as string)).toEqual([
        'started stuck',
        'run once "first" → "first"',
        'child sleeper 3600000 (pending)',
        'run step "busy" (pending)',
        'run step "hangs" (pending)',
        'sleep 1h (pending)',
      ]);
    },
  },
  {
    name: 'reports that only a message can resume a workflow',
    async run(env) {
      const handle = await env.start(waitsForSignal);
      const isTold = env.engine === 'time-skipping';
      const { code, message } = await failureOf(handle.result({ timeout: isTold ? '100s' : 300 }));
      expect(code).toBe(isTold ? 'TFN_TEST_STUCK' : 'TFN_TEST_TIMEOUT');
      expect(message).toMatch(/no function, timer or child[^]*History:\n {2}started waitsForSignal/);
    },
  },
  {
    name: 'delivers a message that is sent while the result is awaited',
    async run(env) {
      const handle = await env.start(waitsForSignal);
      const result = handle.result();
      await handle.signal('go');
      await result;
    },
  },
  {
    name: 'reports code that no worker can continue',
    async run(env) {
      const handle = await env.start(taskFails);
      const isEnd = env.engine === 'memory';
      while (!isEnd && !(await handle.history()).events.some(isFailedTask)) await env.sleep(20);
      const { message } = await failureOf(handle.result({ timeout: isEnd ? '100s' : 300 }));
      expect(message).toContain('this cannot be');
    },
  },
  {
    name: 'accepts a spy of the test runner, for functions and for children',
    async run(env) {
      const onFunction = jest.fn(async (input: string) => `spied ${input}`);
      const onChild = jest.fn((value: number) => value + 1);
      env.mock(step, onFunction);
      env.mock('doubles', onChild);
      expect(await env.execute(runStep, 'a')).toBe('spied a');
      expect(await env.execute(parent, 4)).toBe(5);
      expect(onFunction).toHaveBeenCalledWith('a', expect.objectContaining({ info: expect.anything() }));
      expect(onChild.mock.calls.map(([value]) => value)).toEqual([4]);
      expect(env.calls('doubles')).toMatchObject([{ input: 4, result: 5 }]);
    },
  },
  {
    name: 'mocks a child by a sequence, and lets the real one run again',
    async run(env) {
      const mock = env.mock(doubles, [fail('no'), give(20), give(30)]);
      expect(await env.execute(twoChildren)).toEqual(['failed', 20]);
      expect(await env.execute(parent, 4)).toBe(30);
      expect(mock.calls.map(({ error, result }) => (error as Error | undefined)?.message ?? result)).toEqual([
        'no',
        20,
        30,
      ]);
      mock.restore();
      expect(await env.execute(parent, 4)).toBe(8);
      expect(mock.calls).toHaveLength(3);
    },
  },
  {
    name: 'runs no function without a mock when it is strict',
    async run({ engine }) {
      await using env = await tfn.testEnv({ engine, strict: true });
      const error = await failureOf(env.execute(runStep, 'a'));
      expect(error.details?.rootCause?.type).toBe('TFN_TEST_UNMOCKED');
      env.mock(step, give('mocked'));
      expect(await env.execute(runStep, 'a')).toBe('mocked');
    },
  },
  {
    name: 'keeps the mocks and calls of two environments apart',
    async run(env) {
      await using other = await tfn.testEnv({ engine: env.engine });
      env.mock(step, give('one'));
      other.mock(step, give('other'));
      expect(await Promise.all([env.execute(runStep, 'a'), other.execute(runStep, 'b')])).toEqual(['one', 'other']);
      expect([env.calls(step).length, other.calls(step).length]).toEqual([1, 1]);
    },
  },
  {
    name: 'skips no time while functions run, however many results are awaited',
    async run(env) {
      const pause = 50;
      env.mock(step, async (input) => {
        await new Promise((resolve) => setTimeout(resolve, pause));
        return input;
      });
      const one = (index: number): Promise<string> => env.execute(raceTimer, (index + 1) * 3_600_000);
      expect(await Promise.all([0, 1, 2, 3].map(one))).toEqual(['function', 'function', 'function', 'function']);
    },
  },
  {
    name: 'serves routes without a port, synchronously and asynchronously',
    async run(env) {
      const id = newId();
      expect(await env.request('POST', '/doubles', { value: 4 })).toMatchObject({ status: 200, body: 8 });
      const later = await env.request('POST', `/sleepers/${id}`, {}, { headers: { accept: 'application/json' } });
      expect(later).toMatchObject({ status: 202 });
      expect(await env.getHandle(`sleeper-${id}`).result()).toBe('slept');
      expect(await env.request('GET', '/nowhere')).toMatchObject({ status: 404 });
    },
  },
  {
    name: 'starts what schedules start, immediately or when it is due',
    async run(env) {
      expect(await (await env.schedules.trigger(everySecond)).result()).toBe('tock');
      const before = Math.floor((await env.now()).getTime() / 1000);
      const [next] = await env.schedules.nextRuns('everySecond', 1);
      const runs = await env.schedules.advance('2s', everySecond);
      expect(runs.length).toBeGreaterThanOrEqual(2);
      expect(next?.getTime()).toBeGreaterThan(before * 1000);
      expect(runs[0]?.workflowId).toMatch(/^everySecond-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      await Promise.all(runs.map((run) => run.result()));
      expect(env.calls(tick).map(({ input }) => input)).toEqual(['tock', ...runs.map(() => 'tock')]);
    },
  },
  {
    name: 'ends on close everything that still runs, including abandoned children, and runs no function after that',
    async run({ engine }) {
      // The second environment stays open, so that the server also keeps running and can be queried.
      await using other = await tfn.testEnv({ engine });
      const env = await tfn.testEnv({ engine });
      const workflowId = newId();
      const ids = [workflowId, `${workflowId}-child`, `${workflowId}-let-go`];
      env.mock(step, hang);
      await env.start(household, 3_600_000, { workflowId });
      await until(() => env.calls(step).length === 1);
      // Not through the environment, whose handles let time pass.
      const endings = ids.map((id) => failureOf(env.client.getHandle(id).result()));
      const afterwards = env.mock(step, give('ran'));
      await env.close();
      for (const { code } of await Promise.all(endings))
        expect(['TFN_WORKFLOW_TERMINATED', 'TFN_CLIENT_CLOSED']).toContain(code);
      for (const id of engine === 'memory' ? [] : ids) {
        // The worker ends new workflows, and the server ends children, a moment later.
        while ((await other.getHandle(id).describe()).status === 'running') await sleep(20);
        expect(await other.getHandle(id).describe()).toMatchObject({ status: 'terminated' });
      }
      expect(afterwards.calls).toHaveLength(1);
    },
  },
  {
    name: 'closes itself with await using, and rejects all later calls',
    async run({ engine }) {
      let closed: TestEnv;
      {
        await using env = await tfn.testEnv({ engine });
        await env.start(waitsForSignal);
        closed = env;
      }
      expect((await failureOf(closed.execute(runStep, 'a'))).code).toBe('TFN_TEST_ENV_CLOSED');
      expect((await failureOf(Promise.resolve().then(() => closed.sleep(1)))).code).toBe('TFN_TEST_ENV_CLOSED');
      await closed.close();
    },
  },
];

// --- internal ---

function toLines(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim());
}

/** The number of attempts varies. */
function withoutAttempts(line: string): string {
  return line.replace(/attempt \d+/, 'attempt #');
}

function isFailedTask(event: object): boolean {
  return Boolean((event as Record<string, unknown>)['workflowTaskFailedEventAttributes']);
}
