// For Node's own test runner.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { tfn } from '@tfn/testing';
import { patient, price, processOrder } from './functions/orders.ts';

it('processes an order', async () => {
  const env = await tfn.testEnv();
  const { total } = await env.execute(processOrder, { id: 'order-1', prices: [1, 2] });
  assert.equal(total, 3);
});

it('mocks a function', async () => {
  const env = await tfn.testEnv();
  env.mock(price, async () => ({ total: 7, receipt: 'none' }));
  const { total } = await env.execute(processOrder, { id: 'order-1', prices: [1, 2] });
  assert.equal(total, 7);
});

it('skips time', { skip: process.env.TFN_TEST_ENGINE !== 'memory' }, async () => {
  const env = await tfn.testEnv();
  assert.equal(await env.execute(patient), 'rested');
});
