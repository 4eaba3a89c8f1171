import type { TestEnv } from '@tfn/testing';
import type { AnyWorkflowDef } from '@tfn/core';
import type { Case } from '../case.ts';
import { waitOf } from '../case.ts';
import * as races from '../fixtures/races.ts';

/** Sends messages in bursts, and ends the reader when it has had the time to lose one. */
async function readAll(env: TestEnv, reader: AnyWorkflowDef, bursts: readonly string[]) {
  const handle = await env.start(reader, waitOf(env));
  for (const burst of bursts)
    await Promise.all(burst.split(' ').map((text) => handle.signal(text.replace(/\d/, ''), text)));
  await env.sleep(300);
  await handle.signal('a', 'end');
  return ((await handle.result()) as string[]).sort();
}

/** Waits for signals that lose a race. */
export const raceCases: readonly Case[] = [
  ...Object.entries(races.readers).map(([name, reader]) => ({
    name: `loses no message of a race: ${name}`,
    async run(env: TestEnv) {
      // Messages of one burst arrive in any order.
      expect(await readAll(env, reader, ['a1', 'b1', 'b2 a2 a3 b3 over a4', 'a5 over b4', 'b5 a6'])).toEqual([
        'a1',
        'a2',
        'a3',
        'a4',
        'a5',
        'a6',
        'b1',
        'b2',
        'b3',
        'b4',
        'b5',
      ]);
    },
  })),
  {
    name: 'gives a wait that is kept over many races its message',
    async run(env) {
      const handle = await env.start(races.keepsWait);
      for (const text of ['1', '2', '3']) await handle.signal('a', text);
      await handle.signal('end', 'end');
      expect(await handle.result()).toEqual(['1', '2', '3', 'end', 'end']);
    },
  },
  {
    name: 'keeps a message for a wait that lost its race and is awaited later',
    async run(env) {
      const handle = await env.start(races.awaitsLater);
      await handle.signal('go');
      await handle.signal('a', 'first');
      await handle.signal('a', 'second');
      await handle.signal('go');
      expect(await handle.result()).toEqual(['first', 'second']);
    },
  },
  {
    name: 'gives each of two waits for one signal its messages, and warns that the older one comes first',
    async run(env) {
      const handle = await env.start(races.twoReaders);
      for (const text of ['1', '2', '3', 'end', 'end']) await handle.signal('a', text);
      expect(await handle.result()).toEqual(['1', '2', '3']);
    },
  },
];
