import { tfn } from '@tfn/testing';
import { buy } from './fixtures/shop.ts';

// The first environment starts the server, and the next ones find a used one.
test.each([1, 2, 3, 4])(
  'environments that are opened at once work beside each other, time and again (%i)',
  async () => {
    const engine = 'time-skipping';
    const envs = await Promise.all([
      tfn.testEnv({ engine }),
      tfn.testEnv({ engine }),
      tfn.testEnv({ engine, defaults: { retries: 1 } }),
    ]);
    expect(await Promise.all(envs.map((env) => env.execute(buy, 'tea')))).toEqual([3, 3, 3]);
    await Promise.all(envs.map((env) => env.close()));
  },
);
