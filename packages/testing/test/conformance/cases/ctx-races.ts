import type { TestEnv } from '@tfn/testing';
import { failureOf } from '../case.ts';
import type { Case } from '../case.ts';
import * as races from '../fixtures/ctx-races.ts';

/** `ctx.race`. */
export const ctxRaceCases: readonly Case[] = [
  {
    name: 'tells which entry of a race won, and loses no message',
    async run(env) {
      const handle = await env.start(races.readsByCtxRace);
      await handle.signal(races.approve, '1');
      await handle.signal(races.reject, '2');
      await Promise.all([handle.signal(races.reject, '3'), handle.signal(races.approve, '4')]);
      await Promise.all([handle.signal(races.approve, '5'), handle.signal(races.approve, '6')]);
      await env.sleep(50);
      await handle.signal(races.approve, 'end');
      expect([...(await handle.result())].sort()).toEqual([
        'approved 1',
        'approved 4',
        'approved 5',
        'approved 6',
        'rejected 2',
        'rejected 3',
      ]);
    },
  },
  {
    name: 'loses no message of a race in a plain race',
    async run(env) {
      const handle = await env.start(races.nestsRaces);
      await handle.signal('other', '1');
      await handle.signal(races.approve, '2');
      await handle.signal('other', '3');
      await handle.signal(races.reject, '4');
      expect(await handle.result()).toEqual(['1', '2', '3', '4']);
    },
  },
  ...['timer made', 'then made', 'function made', 'all made', 'child made', 'wait made'].map((kind) => ({
    name: `cancels what loses a race: ${kind}`,
    run: async (env: TestEnv) => expect(await env.execute(races.losers, kind)).toEqual(['fast', 'fast', 'cancelled']),
  })),
  ...['timer', 'function', 'all', 'child', 'child.result', 'wait'].map((kind) => ({
    name: `cancels what a function starts that loses a race: ${kind}`,
    async run(env: TestEnv) {
      const handle = await env.start(races.losers, kind);
      expect(await handle.result()).toEqual(['fast', 'fast', 'cancelled']);
      const events = JSON.stringify(await handle.history());
      if (kind === 'timer' || kind === 'wait') expect(events).toContain('timerCanceledEventAttributes');
      if (kind === 'function') expect(events).toContain('activityTaskCancelRequestedEventAttributes');
    },
  })),
  {
    name: 'rejects with the entry that fails first',
    run: async (env) => expect(await env.execute(races.failsInRace)).toBe('it broke'),
  },
  {
    name: 'refuses a race without entries',
    async run(env) {
      const { details } = await failureOf(env.execute(races.emptyRace));
      expect(details?.rootCause?.type).toBe('TFN_RACE_EMPTY');
    },
  },
];
