import { promiseHooks } from 'node:v8';
import { createTestEnv } from '../../src/index.ts';
import { awaitedLate, neverAwaited } from '../conformance/fixtures/unawaited.ts';

type Activator = { promiseStackStore: { childToParent: Map<object, unknown>; promiseToStack: Map<object, unknown> } };

/**
 * What the SDK's hooks do that a replay in an earlier test file has left in the process: that file's `Error` sees no stacks of this one, so they
 * record only that a promise is settled.
 */
const ofAnotherFile = {
  settled(promise: object): void {
    const { __TEMPORAL_ACTIVATOR__: activator } = globalThis as { __TEMPORAL_ACTIVATOR__?: Activator };
    activator?.promiseStackStore.childToParent.delete(promise);
    activator?.promiseStackStore.promiseToStack.delete(promise);
  },
};

test("the memory engine works beside the SDK's hooks for promises, which a replay leaves in the process", async () => {
  const unhook = promiseHooks.createHook(ofAnotherFile) as () => void;
  const env = await createTestEnv({ engine: 'memory' });
  await expect(env.execute(neverAwaited, 'run slowly')).rejects.toMatchObject({
    details: { rootCause: { message: 'run slowly broke' } },
  });
  expect(await env.execute(awaitedLate, 'all')).toBe('all broke');
  await env.close();
  unhook();
});
