import { tfn } from '@tfn/testing';
import { lazy } from './lazy';

test('a workflow imports a module while it runs', async () => {
  const env = await tfn.testEnv();
  expect(await env.execute(lazy)).toBe(42);
});
