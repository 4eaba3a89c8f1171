import type { Payload } from '@temporalio/common';
import type { AnyWorkflowDef } from '@tfn/core';
import * as sizes from '../../fixtures/sizes.ts';
import { failureOf, startHarness } from '../../support/harness.ts';
import type { Failure, Harness } from '../../support/harness.ts';

type Name = Exclude<keyof typeof sizes, 'swallow' | 'produce' | 'child'>;
const TOO_LARGE = 'TFN_VALUE_TOO_LARGE';

describe('a value that is too large for Temporal', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness(sizes);
  });
  afterAll(async () => {
    expect(await harness.replay()).toEqual([]);
    await harness.stop();
  });

  const defs: Record<Name, AnyWorkflowDef> = sizes;
  const fail = (name: Name, megabytes: number, local = false): Promise<Failure> =>
    failureOf(harness.execute(defs[name], { megabytes, local }));

  // The SDK would retry the workflow task forever.
  describe.each([3, 5])('(%s MB)', (megabytes) => {
    test.each([false, true])('fails the function whose result it is, without retries (local: %s)', async (local) => {
      const failure = await fail('largeResult', megabytes, local);
      // Temporal wraps the failure of an activity, but not that of a local one.
      const cause = local ? failure : failure.cause;
      expect(cause).toMatchObject({ type: TOO_LARGE, nonRetryable: true });
      expect(cause?.message).toContain(`The result of the function 'produce' is ${megabytes * 1024 * 1024 + 36} bytes`);
      expect(cause?.message).toContain('Temporal accepts at most 2097152');
    });

    test('fails the call of a function whose input it is', async () => {
      const failure = await fail('largeInput', megabytes);
      expect(failure).toMatchObject({ type: TOO_LARGE, nonRetryable: true });
      expect(failure.message).toContain("The input of the function 'swallow' is");
    });

    test('fails the workflow whose result it is', async () => {
      const failure = await fail('largeOutput', megabytes);
      expect(failure).toMatchObject({ type: TOO_LARGE, nonRetryable: true });
      expect(failure.message).toContain("The result of the workflow 'largeOutput' is");
    });

    test.each(['largeChild', 'largeAgain', 'largeSignal'] as const)(
      'fails what sends it to a workflow: %s',
      async (name) => {
        const failure = await fail(name, megabytes);
        expect(failure).toMatchObject({ type: TOO_LARGE, nonRetryable: true });
        expect(failure.message).toMatch(/The input of (the child workflow '\w+'|the next run|the signal '\w+') is/);
      },
    );
  });

  test('fails when many values together make one message too large', async () => {
    const failure = await fail('manyInputs', 1);
    expect(failure.type).toBe(TOO_LARGE);
    expect(failure.message).toMatch(
      /^All that the workflow sends at once is \d+ bytes large, but Temporal accepts at most 4194304\./,
    );
  });

  test('can be the input of a local function, which stays in the worker', async () => {
    expect(await harness.execute(sizes.largeInput, { megabytes: 3, local: true })).toBe(3 * 1024 * 1024);
  });

  test('can be caught by the workflow that sends it', async () => {
    expect(await harness.execute(sizes.careful, { megabytes: 3, local: false })).toBe(TOO_LARGE);
  });

  test('is reported by the worker when Temporal has another limit', async () => {
    const small = await startHarness(sizes, { bundle: harness.bundle, maxPayloadSize: 1000 });
    const input = { megabytes: 0.001, local: false };
    for (const name of ['largeInput', 'largeOutput'] as const)
      expect((await failureOf(small.execute(defs[name], input))).message).toContain('accepts at most 1000');
    const failure = await failureOf(small.execute(sizes.largeResult, input));
    expect(failure.cause?.message).toContain('accepts at most 1000');
    await small.stop();
  });

  test('is left to Temporal when a codec may make it smaller', async () => {
    const codec = { encode: async (payloads: Payload[]) => payloads, decode: async (payloads: Payload[]) => payloads };
    const free = await startHarness(sizes, { bundle: harness.bundle, dataConverter: { payloadCodecs: [codec] } });
    for (const name of ['largeInput', 'largeOutput'] as const)
      expect((await failureOf(free.execute(defs[name], { megabytes: 3, local: false }))).message).toContain(
        'exceeds size limit',
      );
    await free.stop();
  });
});
