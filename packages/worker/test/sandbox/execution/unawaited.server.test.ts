import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import * as fixture from '../../fixtures/unawaited.ts';
import { bundleOf, eventsOf, failureOf, logs, startHarness, until } from '../../support/harness.ts';
import type { Handle, Harness } from '../../support/harness.ts';

const { awaitsLate, leavesRejection, ordinary } = fixture;

describe.each([true, false])(
  'a rejection that no code awaits, on workflow threads of ours: %s',
  (fastWorkflowThreads) => {
    let harness: Harness;
    beforeAll(async () => {
      harness = await startHarness(fixture, { fastWorkflowThreads });
    });
    afterAll(async () => {
      expect(await harness.replay()).toEqual([]);
      await harness.stop();
    });
    const warningsOf = (workflowId: string) =>
      logs.filter(({ message, meta }) => message.includes('no code awaits it') && meta?.['workflowId'] === workflowId);

    test('may be awaited in a later task, and is logged until then', async () => {
      const handle = await harness.start(awaitsLate);
      await until(() => warningsOf(handle.workflowId).length === 3);
      await handle.signal('go');
      expect(await handle.result()).toEqual(['run broke', 'helper broke', 'then broke']);
      expect(warningsOf(handle.workflowId)).toHaveLength(3);
    });

    test.each(['early', 'last'] as const)('fails the workflow when it ends: %s', async (when) => {
      const handle = await harness.start(leavesRejection, when);
      if (when === 'early') {
        await until(() => warningsOf(handle.workflowId).length === 1);
        await handle.signal('go');
      }
      await expect(handle.result()).rejects.toMatchObject({ cause: { cause: { message: `${when} broke` } } });
    });

    test('is not seen in an ordinary workflow', async () => {
      const handle = await harness.start(ordinary, 'one');
      expect(await handle.result()).toEqual(['one', 'two', null]);
      expect(warningsOf(handle.workflowId)).toEqual([]);
    });
  },
);

describe.each([true, false])(
  'beside a workflow of the SDK in the same bundle, on workflow threads of ours: %s',
  (fastWorkflowThreads) => {
    let harness: Harness;
    beforeAll(async () => {
      const ours = await bundleOf(require.resolve('../../fixtures/unawaited.ts'), ['awaitsLate']);
      const { code } = await bundleWorkflowCode({
        workflowsPath: require.resolve('../../fixtures/unawaited-raw.ts'),
        logger: new DefaultLogger('WARN'),
      });
      harness = await startHarness(fixture, { fastWorkflowThreads, bundle: { ...ours, code } });
    });
    afterAll(async () => harness.stop());
    const failedTasksOf = async (handle: Handle): Promise<string[]> =>
      (await eventsOf(handle)).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
        failed == null ? [] : [failed.failure?.message ?? ''],
      );
    const startRaw = (type: string): Promise<Handle> => harness.start({ name: type } as never);

    test('a rejection that no code awaits is treated as each of them does, and leaves the other alone', async () => {
      const [leaves, ordinary] = await Promise.all([startRaw('rawLeavesRejection'), startRaw('rawOrdinary')]);
      const [late, left] = [await harness.start(awaitsLate), await harness.start(leavesRejection, 'early')];
      // Temporal retries the task.
      await until(async () => (await failedTasksOf(leaves)).length > 0);
      expect((await failedTasksOf(leaves))[0]).toMatch(/Unhandled Promise rejection.*Activity task failed/);
      for (const handle of [ordinary, late, left]) await handle.signal('go');

      expect(await ordinary.result()).toBe('raw, went, raw broke');
      expect(await late.result()).toEqual(['run broke', 'helper broke', 'then broke']);
      expect(await failureOf(left.result())).toMatchObject({ cause: { message: 'early broke' } });
      expect(await harness.execute(fixture.ordinary, 'one')).toEqual(['one', 'two', null]);
      for (const handle of [ordinary, late, left]) expect(await failedTasksOf(handle)).toEqual([]);
      expect((await leaves.describe()).status.name).toBe('RUNNING');
      await leaves.terminate();
    });
  },
);
