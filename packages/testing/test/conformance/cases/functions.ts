import { ApplicationFailure } from '@temporalio/common';
import { NonRetryableError, RetryAfterError } from '@tfn/core';
import { fail, give } from '@tfn/testing';
import type { Case } from '../case.ts';
import { DAY, failureOf, until } from '../case.ts';
import * as fn from '../fixtures/functions.ts';

const hang = (): Promise<never> => new Promise(() => {});

/** Functions in workflows. */
export const functionCases: readonly Case[] = [
  {
    name: 'runs the real function when there is no mock',
    run: async (env) => expect(await env.execute(fn.runStep, 'real')).toBe('real'),
  },
  {
    name: 'runs a mock, and records its calls',
    async run(env) {
      const mock = env.mock(fn.step, async (input) => input.toUpperCase());
      expect(await env.execute(fn.runStep, 'loud')).toBe('LOUD');
      expect(mock.calls).toMatchObject([{ input: 'loud', attempt: 1, result: 'LOUD' }]);
    },
  },
  {
    name: 'changes a mock between two runs',
    async run(env) {
      env.mock(fn.step, () => 'first');
      expect(await env.execute(fn.runStep, 'a')).toBe('first');
      const mock = env.mock(fn.step, () => 'second');
      expect(await env.execute(fn.runStep, 'a')).toBe('second');
      mock.restore();
      expect(await env.execute(fn.runStep, 'a')).toBe('a');
    },
  },
  {
    name: 'mocks by name',
    async run(env) {
      env.mock('step', () => 'by name');
      expect(await env.execute(fn.runStep, 'a')).toBe('by name');
      expect(env.calls('step')).toHaveLength(1);
    },
  },
  {
    name: 'retries through a sequence: fail, fail, succeed',
    async run(env) {
      env.mock(fn.limited, [fail('busy'), fail('busy'), give('done')]);
      expect(await env.execute(fn.runLimited, 10)).toBe('done');
      expect(env.calls(fn.limited).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    },
  },
  {
    name: 'fails the workflow when the retries are used up',
    async run(env) {
      env.mock(fn.limited, fail('busy'));
      const error = await failureOf(env.execute(fn.runLimited, 10));
      expect(error).toMatchObject({
        code: 'TFN_WORKFLOW_FAILED',
        details: { rootCause: { type: 'Error', message: 'busy' } },
      });
      expect(env.calls(fn.limited)).toHaveLength(3);
    },
  },
  {
    name: 'does not retry a failure that is marked as not retryable',
    async run(env) {
      env.mock(fn.step, () => {
        throw ApplicationFailure.nonRetryable('declined', 'CardError');
      });
      const error = await failureOf(env.execute(fn.runStep, 'a'));
      expect(error.details?.rootCause).toEqual({ type: 'CardError', message: 'declined' });
      expect(env.calls(fn.step)).toHaveLength(1);
    },
  },
  {
    name: 'does not retry an error type that the policy excludes',
    async run(env) {
      env.mock(fn.step, () => {
        throw ApplicationFailure.create({ message: 'declined', type: 'CardError' });
      });
      const error = await failureOf(env.execute(fn.nonRetryable));
      expect(error.details?.rootCause?.type).toBe('CardError');
      expect(env.calls(fn.step)).toHaveLength(1);
    },
  },
  {
    name: 'waits between retries as the policy says, over days',
    async run(env) {
      const day = DAY;
      env.mock(fn.step, [fail('1'), fail('2'), give('done')]);
      const { result, passed } = await env.execute(fn.backoff, day);
      expect(result).toBe('done');
      expect(passed).toBeGreaterThanOrEqual(4 * day);
      expect(passed).toBeLessThan(4 * day + 60_000);
    },
  },
  {
    name: 'waits as long as a failure requests',
    async run(env) {
      const day = DAY;
      env.mock(fn.step, [
        () => {
          throw ApplicationFailure.create({ message: 'later', nextRetryDelay: 2 * day });
        },
        give('done'),
      ]);
      const { passed } = await env.execute(fn.backoff, 1);
      expect(passed).toBeGreaterThanOrEqual(2 * day);
    },
  },
  {
    name: 'does not retry a NonRetryableError, and reports its name',
    async run(env) {
      class CardDeclined extends NonRetryableError {
        override name = 'CardDeclined';
      }
      env.mock(fn.step, () => {
        throw new CardDeclined('no money');
      });
      const error = await failureOf(env.execute(fn.runStep, 'a'));
      expect(error.details?.rootCause).toEqual({ type: 'CardDeclined', message: 'no money' });
      expect(env.calls(fn.step)).toHaveLength(1);
    },
  },
  {
    name: 'waits as long as a RetryAfterError requests, regardless of the policy',
    async run(env) {
      const day = DAY;
      env.mock(fn.step, [
        () => {
          throw new RetryAfterError('later', 3 * day);
        },
        give('done'),
      ]);
      const { result, passed } = await env.execute(fn.backoff, 1);
      expect(result).toBe('done');
      expect(passed).toBeGreaterThanOrEqual(3 * day);
    },
  },
  {
    name: 'times out a function that does not end',
    async run(env) {
      env.mock(fn.brief, hang);
      const error = await failureOf(env.execute(fn.runBrief));
      expect(error.details?.rootCause?.type).toBe('TimeoutFailure');
    },
  },
  {
    name: 'stops retrying when the total time has passed',
    async run(env) {
      env.mock(fn.bounded, fail('busy'));
      const error = await failureOf(env.execute(fn.runBounded));
      expect(error.code).toBe('TFN_WORKFLOW_FAILED');
      expect(env.calls(fn.bounded).length).toBe(2);
    },
  },
  {
    name: 'times out a function that sends no heartbeat',
    async run(env) {
      env.mock(fn.silent, hang);
      const error = await failureOf(env.execute(fn.runSilent));
      expect(error.details?.rootCause?.type).toBe('TimeoutFailure');
    },
  },
  {
    name: 'gives the next attempt the last heartbeat',
    async run(env) {
      expect(await env.execute(fn.runResuming)).toEqual({ from: { line: 7 }, attempt: 2 });
    },
  },
  {
    name: 'cancels a function that sends heartbeats, and cleans up',
    async run(env) {
      const handle = await env.start(fn.cancelBeating);
      await until(() => env.calls(fn.beating).length === 1);
      await handle.cancel();
      expect((await failureOf(handle.result())).code).toBe('TFN_WORKFLOW_CANCELLED');
      expect(env.calls(fn.step).map(({ input }) => input)).toEqual(['clean up']);
    },
  },
  {
    name: 'gives all attempts of a step one key, and each step its own',
    async run(env) {
      const keys: string[] = [];
      env.mock(fn.keyed, [
        (_input, ctx) => {
          keys.push(ctx.idempotencyKey);
          throw new Error('again');
        },
        (_input, ctx) => ctx.idempotencyKey,
        (_input, ctx) => ctx.idempotencyKey,
      ]);
      const [first, second] = await env.execute(fn.runKeyed);
      expect(first).toBe(keys[0]);
      expect(second).not.toBe(first);
    },
  },
  {
    name: 'has the info of a function',
    async run(env) {
      env.mock(fn.step, (_input, { info }) =>
        JSON.stringify([info.name, info.attempt, typeof info.workflowId, typeof info.runId]),
      );
      expect(await env.execute(fn.runStep, 'a')).toBe('["step",1,"string","string"]');
    },
  },
  {
    name: 'shows a caught failure with its cause',
    async run(env) {
      env.mock(fn.once, () => {
        throw new RangeError('too far');
      });
      expect(await env.execute(fn.catchFailure)).toEqual([
        'ActivityFailure',
        'ApplicationFailure',
        'RangeError',
        'too far',
      ]);
    },
  },
  {
    name: 'runs local functions',
    async run(env) {
      expect(await env.execute(fn.runLocal, 'a')).toBe('local a');
      env.mock(fn.local, [fail('busy'), (input) => `mock ${input}`]);
      expect(await env.execute(fn.runLocal, 'b')).toBe('mock b');
    },
  },
  {
    name: 'runs functions of other task queues',
    run: async (env) => expect(await env.execute(fn.runElsewhere, 'a')).toBe('elsewhere a'),
  },
  {
    name: 'fails a function whose result does not match its schema',
    async run(env) {
      const error = await failureOf(env.execute(fn.runChecked, 'too long'));
      expect(error.details?.rootCause?.type).toBe('TFN_OUTPUT_INVALID');
      expect(env.calls(fn.checked)).toHaveLength(1);
    },
  },
  {
    name: 'fails a function whose result cannot be sent',
    async run(env) {
      const error = await failureOf(env.execute(fn.runUnsendable));
      expect(error.details?.rootCause?.type).toBe('TFN_RESULT_UNSERIALIZABLE');
    },
  },
  {
    name: 'returns undefined for a function without a result',
    run: async (env) => expect(await env.execute(fn.runNothing)).toBe(true),
  },
  {
    name: 'runs fifty functions in parallel',
    async run(env) {
      const result = await env.execute(fn.many, 50);
      expect(result.split(',')).toHaveLength(50);
      expect(env.calls(fn.step)).toHaveLength(50);
    },
  },
  {
    name: 'lets the first of two functions win',
    async run(env) {
      env.mock(fn.step, hang);
      expect(await env.execute(fn.firstOf)).toBe('fast');
    },
  },
  {
    name: 'settles several functions when one fails',
    async run(env) {
      env.mock(fn.once, fail('no'));
      expect(await env.execute(fn.tooLong, 'a')).toEqual(['rejected', 'fulfilled']);
    },
  },
  {
    name: 'checks an input by its schema before anything starts',
    async run(env) {
      expect((await failureOf(env.execute(fn.schemaInput, { total: 0 }))).code).toBe('TFN_INPUT_INVALID');
      expect(await env.execute(fn.schemaInput, { total: '4' })).toBe(8);
    },
  },
  {
    name: 'retries a function that was invoked without a workflow',
    async run(env) {
      env.mock(fn.keyed, [fail('busy'), give('done')]);
      expect(await env.execute(fn.keyed, 'a')).toBe('done');
    },
  },
  {
    name: 'runs a function alone, with heartbeats and cancellation',
    async run(env) {
      const beats: unknown[] = [];
      const controller = new AbortController();
      const running = env.run(fn.beating, 'a', {
        signal: controller.signal,
        onHeartbeat: (beat) => beats.push(beat) === 2 && controller.abort(),
      });
      await expect(running).rejects.toThrow('aborted');
      expect(beats).toEqual([0, 1]);
      expect(env.calls(fn.beating)).toEqual([]);
    },
  },
];
