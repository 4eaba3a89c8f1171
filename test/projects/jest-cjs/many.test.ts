import { give, tfn } from '@tfn/testing';
import { chargePayment, household, processOrder, validateOrder, waitsForPayment } from './many';

const order = (id: number) => ({ id: String(id), items: [], patience: 100 });

jest.setTimeout(120_000);

// A timeout keeps the environment from printing a report on a slow machine.
const patient = { timeout: '100s' };

// 200 in all: 180 that end, 20 that still run when their environment is closed or forgotten.
describe('two hundred workflows', () => {
  it.each(Array.from({ length: 18 }, (_, index) => index))('ten at a time, round %i', async (round) => {
    const env = await tfn.testEnv();
    env.mock(chargePayment, give({ chargeId: 'test-charge' }));
    const ids = Array.from({ length: 10 }, (_, index) => 10 * round + index);
    const results = await Promise.all(ids.map((id) => env.execute(processOrder, order(id), patient)));
    expect(results.map(({ status }) => status)).toEqual(ids.map(() => 'complete'));
    await env.close();
  });

  it('ten that still run when their environment is closed', async () => {
    const env = await tfn.testEnv();
    env.mock(chargePayment, () => new Promise(() => {}));
    const handles = await Promise.all(
      [1, 2, 3, 4, 5].flatMap((id) => [env.start(household, order(id)), env.start(waitsForPayment, order(id))]),
    );
    expect(handles).toHaveLength(10);
    while (env.calls(validateOrder).length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    await env.close();
  });

  it('ten that still run in an environment that is never closed', async () => {
    const env = await tfn.testEnv();
    await Promise.all(
      [1, 2, 3, 4, 5].flatMap((id) => [env.start(household, order(id)), env.start(processOrder, order(id))]),
    );
    expect(env.engine).toBe(process.env.TFN_TEST_ENGINE);
  });
});
