import { tfn } from '@tfn/testing';
import { broken } from './broken';

test('a workflow that cannot be bundled', async () => {
  const env = await tfn.testEnv();
  expect(await env.execute(broken)).toBe(42);
});
