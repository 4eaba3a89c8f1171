import type { TestEnv } from '@tfn/testing';
import type { Case } from '../case.ts';
import { failureOf } from '../case.ts';
import * as thrown from '../fixtures/thrown.ts';

const names = Object.keys(thrown.THROWN);

const expected = (name: string): { type: string; message: unknown } => {
  const [, type, message] = thrown.THROWN[name] as (typeof thrown.THROWN)[string];
  return { type, message: expect.stringMatching(message) };
};

async function meet(env: TestEnv, name: string, at: (typeof thrown.PLACES)[number]): Promise<Error & Failed> {
  const handle = await env.start(thrown.meets, { name, at });
  if (at === 'signal') await handle.signal('throw');
  return failureOf(handle.result()) as Promise<Error & Failed>;
}

interface Failed {
  readonly code?: string;
  readonly details?: { readonly rootCause?: { readonly type: string; readonly message: string } };
}

/** Whatever is thrown, wherever. */
export const thrownCases: readonly Case[] = [
  ...(['workflow', 'function', 'local', 'predicate', 'signal'] as const).map((at): Case => ({
    name: `reports any value that is thrown in a ${at}, with the same type everywhere`,
    async run(env) {
      const found = await Promise.all(names.map(async (name) => [name, await meet(env, name, at)] as const));
      for (const [name, error] of found) {
        const code = name.startsWith('cancellation') && at !== 'function' && at !== 'local' ? 'CANCELLED' : 'FAILED';
        expect([name, error.code]).toEqual([name, `TFN_WORKFLOW_${code}`]);
        const root = error.details?.rootCause;
        const { type, message } = expected(name);
        // The innermost cause is reported.
        if (!/cyclic|endless|aggregate|cancellation|cause|odd name/.test(name))
          expect([name, root]).toEqual([name, { type, message }]);
        expect(error.message.length).toBeLessThan(1_000_000);
      }
    },
  })),
  {
    name: 'reports any value that is the cause of an error, or that a compensation throws',
    async run(env) {
      const found = await Promise.all(
        names.flatMap((name) => [meet(env, name, 'cause'), meet(env, name, 'saga')] as const),
      );
      for (const error of found) expect(error.code).toBe('TFN_WORKFLOW_FAILED');
    },
  },
  {
    name: 'answers a query or an update whose handler or validator throws any value, and logs any value',
    async run(env) {
      const handle = await env.start(thrown.answers);
      const askAll = async (name: string): Promise<void> => {
        expect([name, await failureOf(handle.query('query', name))]).toMatchObject([
          name,
          { code: 'TFN_QUERY_FAILED' },
        ]);
        expect([name, await failureOf(handle.update('update', name))]).toMatchObject([
          name,
          { code: expect.stringMatching(/^TFN_UPDATE_(FAILED|REJECTED)$/) as string },
        ]);
        expect([name, await failureOf(handle.update('validated', name))]).toMatchObject([
          name,
          { code: 'TFN_UPDATE_REJECTED' },
        ]);
      };
      // A server takes at most 10 updates of a workflow at once.
      for (let first = 0; first < names.length; first += 8)
        await Promise.all(names.slice(first, first + 8).map(askAll));
      await handle.signal('end');
      expect(await handle.result()).toBe('ended');
    },
  },
];
