import assert from 'node:assert/strict';
import { it } from 'node:test';
import { tfn } from '@tfn/testing';
import { lazy } from './lazy.ts';

it('a workflow imports a module while it runs', async () => {
  const env = await tfn.testEnv();
  assert.equal(await env.execute(lazy), 42);
});
