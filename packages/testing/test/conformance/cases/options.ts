import type { Case } from '../case.ts';
import { failureOf } from '../case.ts';
import { step } from '../fixtures/functions.ts';
import * as options from '../fixtures/options.ts';

/** What Temporal would refuse, again and again. */
export const optionCases: readonly Case[] = [
  {
    name: 'refuses options that Temporal refuses, and unknown ones, in the call of a workflow',
    async run(env) {
      const { run, child, sent, messages } = await env.execute(options.refuses);
      expect(options.REFUSED_BY_RUN.map((given, index) => [given, run[index]])).toEqual(
        options.REFUSED_BY_RUN.map((given) => [given, 'TFN_OPTIONS_INVALID']),
      );
      expect(options.REFUSED_BY_CHILD.map((given, index) => [given, child[index]])).toEqual(
        options.REFUSED_BY_CHILD.map((given) => [given, 'TFN_OPTIONS_INVALID']),
      );
      expect(sent).toEqual(['TFN_TARGET_INVALID', 'TFN_OPTIONS_INVALID', 'TFN_OPTIONS_INVALID']);
      expect(messages).toEqual(messages.map(([expected]) => [expected, expect.stringContaining(expected ?? '')]));
      const clash = await failureOf(env.execute(options.clash));
      expect(clash.details?.rootCause).toEqual({
        type: 'TFN_OPTIONS_INVALID',
        message: expect.stringContaining(
          'maximumInterval: 5000 ms is shorter than retry.initialInterval, 10000 ms',
        ) as string,
      });
    },
  },
  {
    name: 'refuses the same options in a start',
    async run(env) {
      for (const given of [
        { retry: { backoffCoefficient: 0.5 } },
        { retry: { maximumAttempts: 1.5 } },
        { taskQueue: '' },
        { executionTimeout: -1 },
        { startDelay: -1 },
        { workflowId: '' },
        { onDuplicate: 'replace' },
        { priority: { priorityKey: 9 } },
        { workflowid: 'x' },
      ])
        for (const target of [step, options.quick])
          expect(await failureOf(env.client.start(target as never, 'a' as never, given as never))).toMatchObject({
            code: 'TFN_OPTIONS_INVALID',
          });
      expect(
        await failureOf(
          env.client.signalWithStart(options.quick, { workflowId: 'x', signal: 'go', payLoad: 1 } as never),
        ),
      ).toMatchObject({ code: 'TFN_OPTIONS_INVALID' });
      const handle = await env.client.start(options.quick);
      const own = await env.start(options.quick);
      for (const [call, message] of [
        [() => handle.result({ timeOut: 5 } as never), "handle.result: 'timeOut' is unknown; did you mean 'timeout'?"],
        [() => own.result({ timeOut: 5 } as never), "handle.result: 'timeOut' is unknown; did you mean 'timeout'?"],
        [() => handle.result(5 as never), 'handle.result: 5 is not an object'],
        [() => handle.update('go', 1, { updateid: 'x' } as never), "'updateid' is unknown; did you mean 'updateId'?"],
        [() => handle.startUpdate('go', 1, 'x' as never), "'x' is not an object"],
        [() => env.run(step, 'a', { atempt: 2 } as never), "env.run: 'atempt' is unknown; did you mean 'attempt'?"],
        [() => env.request('GET', '/', undefined, { header: {} } as never), "did you mean 'headers'?"],
      ] as const)
        expect(await failureOf(call())).toMatchObject({
          code: 'TFN_OPTIONS_INVALID',
          message: expect.stringContaining(message) as string,
        });
      expect(await failureOf(env.client.invoke(options.quick, undefined, { timeout: -1 }))).toMatchObject({
        code: 'TFN_DURATION_INVALID',
      });
    },
  },
  {
    name: 'waits no time below zero or until a time that has passed, and refuses what is no time',
    async run(env) {
      expect(await env.execute(options.waits)).toEqual({
        holds: false,
        signal: null,
        isShort: true,
        isLong: true,
        codes: [...Array(4).fill('TFN_TIME_INVALID'), ...Array(4).fill('TFN_DURATION_INVALID')] as string[],
      });
    },
  },
  {
    name: 'cancels a child by its id in the task that starts it',
    run: async (env) =>
      expect(await env.execute(options.startsAndCancels, `child-${env.engine}-${Math.random()}`)).toBe(
        'ChildWorkflowFailure',
      ),
  },
  {
    name: 'fails a workflow that starts more at once than Temporal accepts, with an error that it can catch',
    async run(env) {
      for (const kind of ['function', 'child'] as const)
        expect((await failureOf(env.client.invoke(options.floods, kind))).details?.rootCause).toEqual({
          type: 'TFN_TOO_MANY_PENDING',
          message: expect.stringContaining('2000') as string,
        });
      const caught = await failureOf(env.client.invoke(options.floodsAndCatches));
      expect(caught.details?.rootCause?.message).toBe('caught TFN_TOO_MANY_PENDING after 2000');
    },
  },
];
