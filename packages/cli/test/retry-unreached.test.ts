import { createUnreachedRetry } from '../src/dev/temporal/retry-unreached.ts';

test('a version that did not reach Temporal is retried when Temporal answers, a few times', async () => {
  const answers = [false, true];
  let attempts = 0;
  const retry = createUnreachedRetry({ answers: async () => answers.shift() ?? true }, () => (attempts += 1));
  retry.begun();
  await retry.failed();
  expect([attempts, answers]).toEqual([1, []]);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    retry.begun();
    await retry.failed();
  }
  expect(attempts).toBe(3);
  retry.live();
  retry.begun();
  await retry.failed();
  expect(attempts).toBe(4);
});

test('a version that did not reach Temporal is not retried when another has started', async () => {
  let attempts = 0;
  const retry = createUnreachedRetry({ answers: async () => true }, () => (attempts += 1));
  retry.begun();
  const failed = retry.failed();
  retry.begun();
  await failed;
  expect(attempts).toBe(0);
});
