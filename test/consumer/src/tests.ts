import { fail, give, tfn } from '@tfn/testing';
import { startDevServer } from '@tfn/testing/server';
import { charge, processOrder } from './functions';

export async function testOrder() {
  const env = await tfn.testEnv({ engine: 'memory' });
  env.mock(charge, [fail('out of order'), give({ paymentId: 'test' })]);
  const { paymentId } = await env.execute(processOrder, { id: 'a', amount: 1 });
  // @ts-expect-error -- a mock must return what its function returns
  env.mock(charge, async () => ({ paid: true }));
  const calls = env.calls(charge).map(({ input }) => input.amount);
  await env.close();
  return { paymentId, calls };
}

export const server = async () => startDevServer({ startTimeout: 120_000 });
