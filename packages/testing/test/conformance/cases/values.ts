import type { ApplicationFailure } from '@temporalio/common';
import type { Case } from '../case.ts';
import { becomes, failureOf } from '../case.ts';
import * as values from '../fixtures/values.ts';

const { everything, seen } = values;

/** What JSON cannot express, on all ways. */
export const valueCases: readonly Case[] = [
  {
    name: 'carries values of all kinds through functions, children, heartbeats and the memo',
    async run(env) {
      const ways = await env.execute(values.through, everything(), { memo: { value: everything() } });
      expect(Object.entries(ways).filter(([, parts]) => parts !== 'all')).toEqual([]);
      expect(Object.keys(ways)).toHaveLength(8);
    },
  },
  {
    name: 'carries them through signals, queries, updates and the memo',
    async run(env) {
      const handle = await env.start(values.desk, undefined);
      await handle.signal('put', everything());
      await becomes(() => handle.query('seen'), 'all');
      for (const [inside, back] of [
        await handle.query<[string, values.Everything]>('echo', everything()),
        await handle.update<[string, values.Everything]>('echo', everything()),
      ])
        expect([inside, seen(back)]).toEqual(['all', 'all']);
      expect(await handle.update('note', everything())).toBe('all');
      const other = await env.start(values.desk, undefined);
      await handle.update('signal', other.workflowId);
      await becomes(() => other.query('seen'), 'all');
      const { memo } = await env.client.getHandle(handle.workflowId).describe();
      expect(seen(memo?.['noted'] as values.Everything)).toBe('all');
      for (const one of [handle, other]) await one.signal('end');
      expect(seen((await handle.result()) as values.Everything)).toBe('all');
    },
  },
  {
    name: 'carries them with a start: signalWithStart, updateWithStart',
    async run(env) {
      const workflowId = `values-${Math.random()}`;
      const handle = await env.client.signalWithStart(values.desk, {
        workflowId,
        input: everything(),
        signal: 'put',
        payload: everything(),
      });
      await becomes(() => handle.query('seen'), 'all');
      const { result } = await env.client.updateWithStart(values.desk, {
        workflowId: `${workflowId}-2`,
        input: everything(),
        update: 'echo',
        payload: everything(),
      });
      expect((result as [string])[0]).toBe('all');
      for (const id of [workflowId, `${workflowId}-2`]) await env.client.signal(id, 'end');
    },
  },
  {
    name: 'carries them into the next run, with the signals that no code has received',
    async run(env) {
      const handle = await env.start(values.goesOn, { value: everything(), round: 0 });
      for (const signal of ['put', 'put']) await handle.signal(signal, everything());
      await handle.signal('go');
      expect(await handle.result()).toEqual(['all', 'all']);
    },
  },
  {
    name: 'carries them to functions that a client invokes, and back, and in details of failures',
    async run(env) {
      expect(seen((await env.client.invoke(values.echo, everything())) as values.Everything)).toBe('all');
      const error = await failureOf(env.execute(values.detailed, everything()));
      const { message, details } = (error.cause as { cause: ApplicationFailure }).cause;
      expect([message, seen(details?.[0] as values.Everything)]).toEqual(['all', 'all']);
    },
  },
  {
    name: 'fails the call, and not the task, for what cannot be sent, and says where',
    async run(env) {
      const expected: Record<string, RegExp> = {
        function: /input of the function 'valuesEcho' cannot be sent: 'input\.items\[1\]\.file' is a function/,
        'local function': /'input\.items\[1\]\.file' is a function/,
        child: /input of the child workflow 'valuesChild' cannot be sent: 'input\.items\[1\]\.file' is a function/,
        signal: /input of the signal 'put' cannot be sent: 'input\.items\[1\]\.file' is a function/,
        memo: /'memo\.bad\.items\[1\]\.file' is a function/,
        continue: /input of the next run cannot be sent: 'input\.items\[1\]\.file' is a function/,
        promise: /'result\.total' is a promise: did you forget an await\?/,
        result: /result of the workflow 'valuesRefused' cannot be sent: 'result\.items\[1\]\.file' is a function/,
      };
      for (const [way, message] of Object.entries(expected)) {
        const { details } = await failureOf(env.execute(values.refused, way));
        expect({ way, message: details?.rootCause?.message }).toEqual({ way, message: expect.stringMatching(message) });
      }
    },
  },
  {
    name: 'starts nothing for an input that cannot be sent',
    async run(env) {
      const bad = { items: [{}, {}, {}, { file: Symbol('x') }] } as never;
      const error = await failureOf(env.start(values.child, bad));
      expect(error).toMatchObject({
        code: 'TFN_INPUT_UNSERIALIZABLE',
        message: expect.stringContaining("'input.items[3].file' is a symbol"),
      });
      const failed = await failureOf(env.client.invoke(values.returnsBad));
      expect(failed.details?.rootCause?.message).toContain("'result.total' is a promise: did you forget an await?");
    },
  },
];
