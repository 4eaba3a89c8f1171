import { join } from 'node:path';
import * as before from '../fixtures/patch-before.ts';
import { afterTasks, bundleOf, replayHistories, startHarness } from '../support/harness.ts';
import type { Harness, History } from '../support/harness.ts';

describe('changed workflow code', () => {
  let harness: Harness;
  let histories: { workflowId: string; history: History }[];
  beforeAll(async () => {
    harness = await startHarness(before);
    const running = await harness.start(before.billed, 1);
    await afterTasks(running, 2);
    const ended = await harness.start(before.billed, 2);
    await ended.signal('pay');
    await ended.result();
    histories = await Promise.all(
      [running, ended].map(async (handle) => ({
        workflowId: handle.workflowId,
        history: await handle.fetchHistory(),
      })),
    );
  });
  afterAll(() => harness.stop());

  const changed = (file: string) => bundleOf(join(__dirname, '../fixtures', file), ['billed']);

  test('replays runs of the earlier code, in flight or ended, when the change is behind ctx.patched', async () => {
    expect(await replayHistories(harness.bundle, histories)).toEqual([]);
    expect(await replayHistories(await changed('patch-after.ts'), histories)).toEqual([]);
  });

  test('does not replay them without ctx.patched', async () => {
    const failed = await replayHistories(await changed('patch-missing.ts'), histories);
    expect(failed).toHaveLength(2);
    expect(String((failed[0] as { error: unknown }).error)).toMatch(/nondeterminism/i);
  });
});
