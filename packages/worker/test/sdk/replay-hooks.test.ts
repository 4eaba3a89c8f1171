import { Worker } from '@temporalio/worker';
import { checkReplay } from '../../src/replay/check-replay.ts';
import { captureReplayHooks } from '../../src/sdk/replay-hooks.ts';
import { bundleOf } from '../support/harness.ts';

const file = require.resolve('../fixtures/patch-before.ts');
const before = Error.prepareStackTrace;

/** Whether a hook of the SDK reads the workflow of each promise in this process. */
async function isHooked(): Promise<boolean> {
  let asked = false;
  const name = '__TEMPORAL_ACTIVATOR__';
  Object.defineProperty(globalThis, name, { configurable: true, get: () => void (asked = true) });
  await Promise.resolve();
  delete (globalThis as Record<string, unknown>)[name];
  return asked;
}

test('a replay leaves no hook for promises and for stacks in the process', async () => {
  expect(await isHooked()).toBe(false);
  for await (const _ of checkReplay({ workflows: [{ name: 'billed', file }] }, []));
  expect(await isHooked()).toBe(false);
  expect(Error.prepareStackTrace).toBe(before);
});

// Fails when the SDK no longer needs our workaround.
test('a replay of the SDK alone leaves them', async () => {
  const { code } = await bundleOf(file, ['billed']);
  const removeHooks = captureReplayHooks();
  for await (const _ of Worker.runReplayHistories({ workflowBundle: { code } }, []));
  expect(await isHooked()).toBe(true);
  // The process runs other test files too.
  removeHooks();
  expect(await isHooked()).toBe(false);
});
