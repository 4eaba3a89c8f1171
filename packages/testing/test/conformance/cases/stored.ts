import { randomUUID } from 'node:crypto';
import type { TestEnv } from '@tfn/testing';
import type { Case } from '../case.ts';
import { failureOf, until } from '../case.ts';
import * as stored from '../fixtures/stored.ts';
import { registerAttributes } from './context.ts';

/** Names, ids and attributes, which Temporal stores outside of payloads. What it refuses would stop the task, or even the worker. */
export const storedCases: readonly Case[] = [
  {
    name: 'refuses names, ids, memos and search attributes that Temporal cannot store, in the call of a workflow',
    async run(env) {
      const errors = await env.execute(stored.refusesText);
      const codes = Object.entries(errors).map(([what, error]) => [what, error.slice(0, error.indexOf(':'))]);
      expect(codes).toEqual(
        Object.keys(errors).map((what) => [
          what,
          / id that /.test(what)
            ? 'TFN_TARGET_INVALID'
            : what.endsWith(' large memo')
              ? 'TFN_VALUE_TOO_LARGE'
              : 'TFN_OPTIONS_INVALID',
        ]),
      );
      expect(errors['a child’s id']).toContain('workflowId: ');
      expect(errors['a patch']).toContain('half of a surrogate pair');
      expect(errors['a memo of nothing']).toContain('ctx.upsertMemo: memo: null is not an object');
      expect(errors['a large attribute']).toContain('searchAttributes.TfnTier: 3004 bytes');
    },
  },
  {
    name: 'refuses the same in the calls of a client',
    async run(env) {
      const { client } = env;
      const { HALF, leaf } = stored;
      const handle = await env.start(stored.setsAttributes, {});
      const refused = [
        () => client.start(leaf, undefined, { workflowId: HALF }),
        () => client.start(leaf, undefined, { taskQueue: HALF }),
        () => client.start(leaf, undefined, { memo: { [HALF]: 1 } }),
        () => client.start(leaf, undefined, { searchAttributes: { TfnTier: HALF } }),
        () => client.start(HALF, undefined),
        () => client.signal(HALF, 'go'),
        () => client.signal(handle.workflowId, HALF),
        () => client.query(handle.workflowId, HALF),
        () => client.update(handle.workflowId, HALF),
        () => client.update(handle.workflowId, 'go', 1, { updateId: HALF }),
        () => client.signalWithStart(leaf, { signal: HALF, workflowId: 'x' } as never),
        () => client.cancel(HALF),
        async () => client.getHandle(HALF),
      ];
      for (const call of refused)
        expect(await failureOf(call())).toMatchObject({
          code: 'TFN_OPTIONS_INVALID',
          message: expect.stringContaining('half of a surrogate pair') as string,
        });
      await client.terminate(handle.workflowId);
    },
  },
  {
    name: 'fails a workflow that sets search attributes which the namespace does not have, and knows those that were registered late',
    async run(env) {
      // Neither knows a list of attributes.
      if (env.engine !== 'server') return;
      await registerAttributes(env);
      const fails = async (run: Promise<unknown>, text: string): Promise<void> =>
        expect((await failureOf(run)).details?.rootCause).toEqual({
          type: 'TFN_SEARCH_ATTRIBUTES_REFUSED',
          message: expect.stringContaining(text) as string,
        });
      await fails(
        env.execute(stored.setsAttributes, { TfnTeir: 'x' }),
        "'TfnTeir' is not registered (did you mean 'TfnTier'?)",
      );
      await fails(
        env.execute(stored.setsAttributes, { TfnTotal: 'x' }),
        "'TfnTotal' has the type Int, but the value is 'x'",
      );
      await fails(
        env.execute(stored.setsAttributes, { TfnTier: ['a', 'b'] }),
        "'TfnTier' has the type Keyword, but the value is a list",
      );
      await fails(env.execute(stored.startsIndexed, { NoSuchAttribute: 'x' }), "'NoSuchAttribute' is not registered");
      expect(
        await failureOf(env.start(stored.leaf, undefined, { searchAttributes: { NoSuchAttribute: 'x' } })),
      ).toMatchObject({
        code: 'TFN_REQUEST_REFUSED',
        message: expect.stringMatching(/NoSuchAttribute.* register it: temporal operator/) as string,
      });
      const late = `TfnLate${randomUUID().replaceAll('-', '')}`;
      await registerLate(env, late);
      const handle = await env.start(stored.setsAndEnds, [{ [late]: 'x', TfnTier: 'silver' }, { TfnTier: 'gold' }]);
      await handle.result();
      expect((await handle.describe()).searchAttributes).toMatchObject({ [late]: ['x'], TfnTier: ['gold'] });
      await env.replay(await handle.history());
    },
  },
];

async function registerLate(env: TestEnv, name: string): Promise<void> {
  const { temporal } = env.client as unknown as { temporal: import('@temporalio/client').Client };
  const { operatorService } = temporal.connection as import('@temporalio/client').Connection;
  const namespace = 'default';
  await operatorService.addSearchAttributes({ namespace, searchAttributes: { [name]: 2 } });
  await until(async () => name in ((await operatorService.listSearchAttributes({ namespace })).customAttributes ?? {}));
}
