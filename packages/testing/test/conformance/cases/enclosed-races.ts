import type { TestEnv } from '@tfn/testing';
import type { Case } from '../case.ts';
import { waitOf } from '../case.ts';
import * as races from '../fixtures/enclosed-races.ts';

const names = ['a', 'b', 'c'];
const count = 8;

/** Races of functions, scopes and shields that wait for signals. */
export const enclosedRaceCases: readonly Case[] = [
  ...Object.entries(races.readers).map(([name, reader]) => ({
    name: `loses no message of what is raced: ${name}`,
    async run(env: TestEnv) {
      const handle = await env.start(reader, waitOf(env));
      await Promise.all(
        names.map(async (signal, index) => {
          for (let sent = 0; sent < count; sent += 1) {
            // The names take turns in bursts.
            if (sent % (3 + index) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
            await handle.signal(signal, `${signal}${sent}`);
          }
        }),
      );
      await handle.signal('end', 'end');
      const read = (await handle.result()) as string[];
      for (const signal of names)
        expect(read.filter((text) => text.startsWith(signal))).toEqual(
          Array.from({ length: count }, (_, sent) => `${signal}${sent}`),
        );
    },
  })),
  {
    name: 'gives back, in their order, the messages of waits whose scope is cancelled before they read them',
    async run(env) {
      const handle = await env.start(races.cancelsReceived);
      await Promise.all([handle.signal('a', '1'), handle.signal('stop')]);
      for (const text of ['2', '3']) await handle.signal('a', text);
      await handle.signal('go');
      const read = (await handle.result()) as string[];
      // A wait reads the first one before it is cancelled where that has a task of its own.
      expect(['cancelled 1 2', 'cancelled 2 3']).toContain(read.join(' '));
    },
  },
  {
    name: 'gives a message to what a loser of a race does in a shield',
    async run(env) {
      const handle = await env.start(races.cleansUp);
      await env.sleep(50);
      await handle.signal('a', '1');
      expect(await handle.result()).toEqual(['1']);
    },
  },
];
