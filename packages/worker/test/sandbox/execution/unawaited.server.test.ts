import * as fixture from '../../fixtures/unawaited.ts';
import { logs, startHarness, until } from '../../support/harness.ts';
import type { Harness } from '../../support/harness.ts';

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
