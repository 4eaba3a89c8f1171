import type { Case } from '../case.ts';
import * as ending from '../fixtures/ending.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** What becomes of messages when a run ends. */
export const endingCases: readonly Case[] = [
  {
    name: 'passes signals on to the next run, each once and in order',
    async run(env) {
      const handle = await env.start(ending.fives, { items: [], goal: 40 });
      for (const value of upTo(40)) await handle.signal(ending.item, value);
      await handle.signal('go');
      expect(await handle.result()).toEqual(upTo(40));
    },
  },
  {
    name: 'loses no signal that arrives while a run continues as new',
    async run(env) {
      const handle = await env.start(ending.fives, { items: [], goal: 40 });
      await handle.signal('go');
      await Promise.all(upTo(40).map((value) => env.client.signal(handle.workflowId, ending.item, value)));
      const taken = (await handle.result()) as number[];
      expect([...taken].sort((a, b) => a - b)).toEqual(upTo(40));
    },
  },
  {
    name: 'passes signals on whatever their payload, also those of names that nothing received yet',
    async run(env) {
      const handle = await env.start(ending.lateReceivers, 0);
      const values = [0, '', false, null, undefined, { deep: [1] }, 'last'];
      for (const value of values) await env.client.signal(handle.workflowId, 'other', value);
      await handle.signal('raw', 'kept');
      await handle.signal('raw');
      await handle.signal(ending.item, 1);
      await handle.signal(ending.item, 2);
      await handle.signal('end');
      expect(await handle.result()).toEqual({
        seen: [2, ...values].map((value) => value ?? null),
        raw: ['kept', null],
      });
    },
  },
  {
    name: "passes signals on by Temporal's own continueAsNew",
    async run(env) {
      const handle = await env.start(ending.rawContinuing, 0);
      for (const value of upTo(3)) await handle.signal(ending.item, value);
      await handle.signal('go');
      expect(await handle.result()).toEqual([2, 2]);
    },
  },
  {
    name: 'passes signals on in a child workflow',
    run: async (env) => expect(await env.execute(ending.parentOfFives, 12)).toEqual(upTo(12)),
  },
  {
    name: 'gives the signals of the earlier run to every attempt of the next',
    async run(env) {
      const handle = await env.start(ending.retried, 0);
      await handle.signal(ending.item, 1);
      await handle.signal(ending.item, 2);
      await handle.signal('go');
      expect(await handle.result()).toEqual([1, 2]);
    },
  },
];
