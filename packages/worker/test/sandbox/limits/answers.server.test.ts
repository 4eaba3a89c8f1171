import { causesOf } from '@tfn/core/internal';
import * as fixtures from '../../fixtures/answers.ts';
import { startHarness } from '../../support/harness.ts';
import type { Handle, Harness } from '../../support/harness.ts';

const { answers, failsInDetail } = fixtures;
const MEGABYTE = 1024 * 1024;

describe('what a workflow or function answers with, when it is too large for Temporal', () => {
  let harness: Harness;
  let handle: Handle<string>;
  beforeAll(async () => {
    harness = await startHarness(fixtures);
    handle = await harness.start(answers);
  });
  afterAll(async () => {
    await handle.signal('stop');
    expect(await handle.result()).toBe('stopped');
    await harness.stop();
  });

  const reasonOf = async (promise: Promise<unknown>): Promise<string> => {
    try {
      await promise;
    } catch (error) {
      const links = causesOf(error).map((link) => `${(link as { type?: string }).type ?? link.name}: ${link.message}`);
      return links.join(' ← ');
    }
    return 'none';
  };
  const update = (name: string, megabytes: number): Promise<unknown> =>
    handle.executeUpdate<unknown, [number]>(name, { args: [megabytes] });

  test.each([3, 5])('is an error for the caller of a query (%d MB)', async (megabytes) => {
    expect(await reasonOf(handle.query('ask', megabytes))).toContain("The result of the query 'ask' is");
    expect(await handle.query('ask', 0)).toBe('');
  });

  test('does not add up over several queries', async () => {
    for (let asked = 0; asked < 5; asked++) expect(await handle.query('ask', 1.5)).toHaveLength(1.5 * MEGABYTE);
    expect(await update('ask', 1.5)).toHaveLength(1.5 * MEGABYTE);
  });

  test('is measured to the byte', async () => {
    // Quotes take 2 bytes, the message around the value 32.
    const largest = 2 - 34 / MEGABYTE;
    expect(await handle.query('ask', largest)).toHaveLength(2 * MEGABYTE - 34);
    expect(await reasonOf(handle.query('ask', largest + 1 / MEGABYTE))).toContain('is 2097153 bytes large');
    expect(await update('take', largest)).toBe(2 * MEGABYTE - 34);
    expect(await reasonOf(update('take', largest + 1 / MEGABYTE))).toContain('is 2097153 bytes large');
    expect(await update('give', largest)).toBe(2 * MEGABYTE - 34);
    expect(await reasonOf(update('give', largest + 1 / MEGABYTE))).toContain('is 2097153 bytes large');
    // Temporal adds the ids of the update, which may be as long as this one, to its result.
    const updateId = 'u'.repeat(1000);
    const sent = handle.executeUpdate('ask', { updateId, args: [largest - 4096 / MEGABYTE] });
    expect(await sent).toHaveLength(2 * MEGABYTE - 34 - 4096);
    expect(await reasonOf(update('ask', largest - 4095 / MEGABYTE))).toContain('is 2093057 bytes large');
  });

  test.each([3, 5])('is an error for the caller of an update (%d MB)', async (megabytes) => {
    expect(await reasonOf(update('ask', megabytes))).toContain(
      "TFN_VALUE_TOO_LARGE: The result of the update 'ask' is",
    );
    expect(await update('ask', 0)).toBe('');
  });

  test.each(['failing', 'refusing', 'run'])('is left out of the details of a failure: update %s', async (name) => {
    for (const megabytes of [1, 3, 5]) expect(await reasonOf(update(name, megabytes))).toContain('Detailed: in detail');
    expect(await update('ask', 0)).toBe('');
  });

  test('is left out of the details of the failure of a query, or of a workflow', async () => {
    for (const megabytes of [3, 5]) {
      expect(await reasonOf(handle.query('failing', megabytes))).toContain('in detail');
      expect(await reasonOf(harness.execute(failsInDetail, megabytes))).toContain('Detailed: in detail');
    }
  });

  test('does not make a memo too large, all fields together', async () => {
    await update('note', 1.2);
    for (const megabytes of [1.1, 3])
      expect(await reasonOf(update('note', megabytes))).toContain('TFN_VALUE_TOO_LARGE: The memo of the workflow is');
    expect(await reasonOf(update('noteOddly', 1))).toContain(
      "TFN_INPUT_UNSERIALIZABLE: The memo of the workflow cannot be sent: 'memo.total' is a symbol",
    );
    await update('note', 0.5);
    expect(Object.keys((await handle.describe()).memo ?? {}).sort()).toEqual(['0.5 MB', '1.2 MB']);
  });

  test('fails a function that reports it as its progress, without retries', async () => {
    expect(await update('beat', 1)).toBe('beaten');
    for (const megabytes of [3, 5])
      expect(await reasonOf(update('beat', megabytes))).toContain(
        "TFN_VALUE_TOO_LARGE: The heartbeat of the function 'beats' is",
      );
    expect(await reasonOf(update('beatOddly', 1))).toContain(
      "TFN_RESULT_UNSERIALIZABLE: The heartbeat of the function 'beatsOddly' cannot be sent: 'heartbeat.total' is a symbol",
    );
  });
});
