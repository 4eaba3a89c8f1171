import { randomUUID } from 'node:crypto';
import * as fixture from '../../fixtures/retry-errors.ts';
import { failureOf, startHarness } from '../../support/harness.ts';
import type { Harness } from '../../support/harness.ts';

let harness: Harness;
const retry = { initialInterval: '1h', maximumAttempts: 3 } as const;
beforeAll(async () => {
  harness = await startHarness(fixture);
});
afterAll(async () => {
  expect(await harness.replay()).toEqual([]);
  await harness.stop();
});

const attemptsOf = (mark: string): number => fixture.attempts.filter((one) => one === mark).length;

test('a NonRetryableError fails a function without retries, with its name, message and cause', async () => {
  const mark = randomUUID();
  const failure = await failureOf(harness.execute(fixture.runDeclines, mark));
  expect(failure.cause).toMatchObject({ message: 'no money', type: 'CardDeclined', nonRetryable: true });
  expect(failure.cause?.cause?.message).toBe('code 51');
  expect(attemptsOf(mark)).toBe(1);
});

test('a RetryAfterError sets the time of the next attempt, instead of the policy', async () => {
  const mark = randomUUID();
  expect(await harness.execute(fixture.runTurns, mark)).toEqual([2, 2]);
  expect(attemptsOf(mark)).toBe(4);
});

test('a workflow that throws a NonRetryableError is not retried', async () => {
  const handle = await harness.start(fixture.givesUp, undefined, { retry });
  expect(await failureOf(handle.result())).toMatchObject({ type: 'NonRetryableError', message: 'hopeless' });
});

test('a workflow that throws a RetryAfterError runs again after its delay', async () => {
  const handle = await harness.start(fixture.comesBack, undefined, { retry });
  expect(await handle.result()).toBe(2);
});
