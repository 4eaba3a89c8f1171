// For Jest.
import { tfn } from '@tfn/testing';
import { patient, processOrder } from './functions/orders.ts';

test('processes an order, and skips time', async () => {
  const env = await tfn.testEnv();
  const { total } = await env.execute(processOrder, { id: 'order-1', prices: [1, 2] });
  expect(total).toBe(3);
  expect(await env.execute(patient)).toBe('rested');
});
