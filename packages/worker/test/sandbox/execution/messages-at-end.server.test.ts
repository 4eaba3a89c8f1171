import { tfn as clientTfn } from '@tfn/client';
import { tfn as httpTfn } from '@tfn/client/http';
import { createEncryptionCodec } from '@tfn/core/encryption';
import * as atEnd from '../../fixtures/messages-at-end.ts';
import { address, failureOf, logs, startHarness, until } from '../../support/harness.ts';
import type { Harness } from '../../support/harness.ts';

const MEGABYTE = 1024 * 1024;

describe('messages at the end of a run', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness(atEnd);
  });
  afterAll(async () => {
    expect(await harness.replay()).toEqual([]);
    await harness.stop();
  });

  const warningsOf = (workflowId: string): string[] =>
    logs
      .filter(({ level, meta }) => level === 'WARN' && meta?.['workflowId'] === workflowId)
      .map(({ message }) => message)
      .filter((message) => message !== 'Workflow failed');

  test.each(['return', 'throw', 'cancel', 'other'] as const)(
    'logs the signals that nothing has taken, by name and count (%s)',
    async (how) => {
      const handle = await harness.start(atEnd.leaving, how);
      for (const name of ['item', 'item', 'item', 'unknown', 'unknown', 'go']) await handle.signal(name);
      if (how === 'cancel') await handle.cancel();
      if (how === 'other') {
        const { client } = harness;
        while ((await client.workflow.getHandle(handle.workflowId).describe()).type !== 'notOurs');
        await client.workflow.getHandle(handle.workflowId).terminate();
      }
      await handle.result().catch(() => undefined);
      const [warning, ...others] = warningsOf(handle.workflowId);
      expect(warning).toBe(
        "The workflow ends without having taken all of its signals: 'item' (2), 'unknown' (2). Take them, or continue as new: its next run receives them.",
      );
      expect(others).toEqual([]);
    },
  );

  test.each(['gRPC', 'HTTP'])(
    'tells updates over %s that they were too late, and whether they ran',
    async (transport) => {
      const { taskQueue } = harness;
      const client =
        transport === 'HTTP'
          ? httpTfn.client({ temporal: { address: process.env['TFN_TEST_HTTP_ADDRESS'] as string }, taskQueue })
          : clientTfn.client({ temporal: { address }, taskQueue });
      const handle = await harness.start(atEnd.closing);
      const slow = client.update(handle.workflowId, 'slow').catch((error: unknown) => error);
      await until(() => atEnd.held.length > 0);
      await expect(client.update(handle.workflowId, 'quick')).rejects.toMatchObject({
        code: 'TFN_UPDATE_REJECTED',
        message: expect.stringContaining("TFN_UPDATE_TOO_LATE: The update 'quick' arrived when the workflow"),
      });
      atEnd.held.pop()?.();
      expect(await slow).toMatchObject({
        code: 'TFN_UPDATE_FAILED',
        message: expect.stringContaining("TFN_UPDATE_TOO_LATE: The update 'slow' completed after the workflow"),
      });
      expect(await handle.result()).toBe('closed');
      await client.close();
    },
  );

  test('fails a run whose signals are too large to go with it, and names them', async () => {
    const handle = await harness.start(atEnd.overloaded);
    await handle.signal('large.taken');
    for (let sent = 0; sent < 3; sent += 1) await handle.signal('large.taken', 'x'.repeat(0.75 * MEGABYTE));
    await handle.signal('small', 1);
    await handle.signal('go');
    const failure = await failureOf(handle.result());
    expect(failure).toMatchObject({ type: 'TFN_SIGNALS_TOO_LARGE', nonRetryable: true });
    expect(failure.message).toMatch(
      /has not taken: 'large.taken' \(3\), 'small' \(1\)\. With the input they are 23\d{5} bytes large, but Temporal accepts at most 2097152\./,
    );
  });

  test('logs what it passes on when only the codec decides how large it is', async () => {
    const payloadCodec = createEncryptionCodec({ keys: { only: new Uint8Array(32).fill(1) } });
    const encrypted = await startHarness(atEnd, { payloadCodec });
    const client = clientTfn.client({ temporal: { address }, taskQueue: encrypted.taskQueue, payloadCodec });
    const handle = await client.start(atEnd.overloaded);
    await handle.signal('large.taken');
    for (let sent = 0; sent < 3; sent += 1) await handle.signal('large.taken', 'x'.repeat(0.75 * MEGABYTE));
    await handle.signal('go');
    await expect(handle.result()).rejects.toMatchObject({ code: 'TFN_WORKFLOW_TERMINATED' });
    expect(warningsOf(handle.workflowId)[0]).toMatch(
      /has not taken: 'large.taken' \(3\)\. With the input they are 23\d{5} /,
    );
    await client.close();
    await encrypted.stop();
  });
});
