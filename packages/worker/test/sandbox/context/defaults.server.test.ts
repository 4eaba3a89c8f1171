import { tfn } from '@tfn/worker';
import * as fixture from '../../fixtures/defaults.ts';
import { eventsOf, failureOf, startHarness } from '../../support/harness.ts';
import type { Harness } from '../../support/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness(fixture, {
    defaults: { timeout: '30s', retries: 1, retry: { initialInterval: '10ms' }, heartbeatTimeout: '20s' },
  });
});
afterAll(() => harness.stop());

test("a worker's defaults apply unless a function or its call overrides them", async () => {
  const handle = await harness.start(fixture.all);
  expect(await handle.result()).toBe('done');
  const scheduled = (await eventsOf(handle)).flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
  const shown = scheduled.map((attributes) => ({
    name: attributes.activityType?.name,
    timeout: Number(attributes.startToCloseTimeout?.seconds),
    heartbeat: Number(attributes.heartbeatTimeout?.seconds),
    attempts: attributes.retryPolicy?.maximumAttempts,
    initial: attributes.retryPolicy?.initialInterval?.nanos,
    maximum: Number(attributes.retryPolicy?.maximumInterval?.seconds),
  }));
  const common = { heartbeat: 20, attempts: 2, initial: 10_000_000, maximum: 1 };
  expect(shown).toEqual([
    { ...common, name: 'plain', timeout: 30 },
    { ...common, name: 'own', timeout: 7, heartbeat: 7, maximum: 9 },
    { ...common, name: 'own', timeout: 7, heartbeat: 7, maximum: 9, attempts: 1 },
    // All its attempts together have 50 s, and one attempt may take that long.
    { ...common, name: 'bounded', timeout: 50 },
  ]);
});

test('a function without retry options fails after the retries of the defaults', async () => {
  expect((await failureOf(harness.execute(fixture.fails))).cause?.message).toBe('attempt 2');
});

test('histories replay with other defaults, and without defaults', async () => {
  expect(await harness.replay()).toEqual([]);
});

test.each([
  [{ local: true }, "'local' cannot have a default; options that can: timeout, retries,"],
  [{ timeout: 'soon' }, "timeout: 'soon' is not a duration"],
  [{ timeout: '1s', startToCloseTimeout: '1s' }, "'timeout' and 'startToCloseTimeout' exclude each other"],
])('defaults of %j are rejected', (defaults, problem) => {
  expect(() => tfn.worker({ defaults: defaults as never })).toThrow(
    expect.objectContaining({ code: 'TFN_OPTIONS_INVALID', message: expect.stringContaining(problem) as string }),
  );
});
