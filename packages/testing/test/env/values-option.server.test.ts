import { tfn } from '@tfn/testing';
import type { TestEnv } from '@tfn/testing';
import { everything, optionEcho, optionMakes, seen } from '../conformance/fixtures/values.ts';

jest.setTimeout(120_000);

describe.each(['memory', 'server'] as const)("values: 'json' on the engine %s", (engine) => {
  let env: TestEnv;

  beforeAll(async () => {
    env = await tfn.testEnv({ engine, values: 'json' });
  });

  afterAll(() => env.close());

  test('refuses what JSON cannot express, in clients, functions and workflows', async () => {
    await expect(env.client.invoke(optionEcho, { at: new Date(0) })).rejects.toMatchObject({
      code: 'TFN_INPUT_UNSERIALIZABLE',
      message: expect.stringContaining("'input.at' is a Date, which JSON cannot express"),
    });
    await expect(env.execute(optionMakes, 'date')).rejects.toMatchObject({
      details: {
        rootCause: { message: expect.stringContaining("'result.at' is a Date, which JSON cannot express") },
      },
    });
    await expect(env.execute(optionMakes, 'list')).rejects.toMatchObject({
      details: { rootCause: { message: expect.stringContaining("'result[0]' is undefined, which JSON") } },
    });
  });

  test('sends what JSON expresses, also of functions with unlimited retries', async () => {
    expect(await env.execute(optionMakes, 'plain')).toStrictEqual({ list: [1, null, 'a'], zero: 0 });
    expect(await env.client.invoke(optionEcho, { a: 1 })).toEqual({ a: 1 });
  });
});

test('is refused when it is something else', async () => {
  await expect(tfn.testEnv({ engine: 'memory', values: 'xml' as never })).rejects.toMatchObject({
    code: 'TFN_OPTIONS_INVALID',
  });
  expect(seen(everything())).toBe('all');
});
