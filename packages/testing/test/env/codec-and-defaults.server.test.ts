import { createEncryptionCodec } from '@tfn/core/encryption';
import type { PayloadCodec } from '@tfn/core/encryption';
import { fail, give, tfn } from '@tfn/testing';
import type { TestEnv, TestEnvOptions, WorkflowHistory } from '@tfn/testing';
import { checkout, pay, receipt, refused, runsShaky, SECRET, shaky } from './fixtures/secrets.ts';

const payloadCodec = createEncryptionCodec({ keys: { key: new Uint8Array(32).fill(7) } });

// The first environment of a file may have to bundle and start a server, and on a new machine install one.
jest.setTimeout(120_000);

/** Everything that Temporal stores of an execution, as text. */
function storedOf({ events }: WorkflowHistory): string {
  const textsIn = (value: unknown): string[] => {
    if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1')];
    if (typeof value !== 'object' || value === null) return [String(value)];
    return Object.entries(value).flatMap(([name, part]) => [name, ...textsIn(part)]);
  };
  return textsIn(events).join('\n');
}

describe.each(['memory', 'server', 'time-skipping'] as const)('on the engine %s', (engine) => {
  const envs: TestEnv[] = [];
  const makeEnv = async (options: TestEnvOptions): Promise<TestEnv> => {
    const env = await tfn.testEnv({ engine, ...options });
    envs.push(env);
    return env;
  };
  afterEach(() => Promise.all(envs.splice(0).map((env) => env.close())));

  test('all values pass through a codec, and the data that Temporal stores cannot be read without it', async () => {
    const env = await makeEnv({ payloadCodec });
    const handle = await env.start(checkout, SECRET);
    await handle.signal('note', `hello ${SECRET}`);
    while (env.calls(pay).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    while (!(await handle.query<string>('note', 'I say')).endsWith(`hello ${SECRET}`));
    expect(await handle.update('note', `bye ${SECRET}`)).toBe(`bye ${SECRET}`);
    expect(await handle.result()).toEqual({ paid: `paid with ${SECRET}`, shown: `receipt of ${SECRET}` });
    expect(env.calls(pay)).toMatchObject([{ input: SECRET, result: `paid with ${SECRET}` }]);

    const history = await handle.history();
    expect(storedOf(history)).toContain('binary/encrypted');
    expect(storedOf(history)).not.toContain(SECRET);
    expect(history.lines).toEqual(
      expect.arrayContaining([
        `started secrets.checkout "${SECRET}"`,
        `run secrets.pay "${SECRET}" → "paid with ${SECRET}"`,
        `child secrets.receipt "${SECRET}" → "receipt of ${SECRET}"`,
      ]),
    );
    await env.replay(history);
  });

  test('a mocked child and a failing function are shown decoded when there is a codec', async () => {
    const env = await makeEnv({ payloadCodec });
    env.mock(receipt, (card) => `mock of ${card}`);
    const handle = await env.start(checkout, SECRET);
    await handle.signal('note', `bye ${SECRET}`);
    expect(await handle.result()).toMatchObject({ shown: `mock of ${SECRET}` });
    const failing = await env.start(refused, SECRET);
    await expect(failing.result()).rejects.toMatchObject({ message: expect.stringContaining(`${SECRET} was refused`) });
    const history = await failing.history();
    expect(history.lines).toContain(`run secrets.refuse "${SECRET}" ✗ ${SECRET} was refused`);
    // The memory engine does not encode messages of failures.
    expect(storedOf(history).includes(SECRET)).toBe(engine === 'memory');
  });

  test('defaults apply only in their environment', async () => {
    const [bounded, free] = await Promise.all([
      makeEnv({ defaults: { retries: 1, retry: { initialInterval: '10ms' } } }),
      makeEnv({ defaults: { retry: { initialInterval: '10ms' } } }),
    ]);
    for (const env of [bounded, free]) env.mock(shaky, [fail('first'), fail('second'), give('third')]);
    await expect(bounded.execute(runsShaky)).rejects.toMatchObject({ message: expect.stringContaining('second') });
    expect(await free.execute(runsShaky)).toBe('third');
    expect([bounded, free].map((env) => env.calls(shaky).length)).toEqual([2, 3]);
  });

  test('invalid defaults are rejected', async () => {
    const env = makeEnv({ defaults: { local: true } as never });
    await expect(env).rejects.toMatchObject({ code: 'TFN_OPTIONS_INVALID' });
  });
});

test('the memory engine reports a codec that cannot decode its own output', async () => {
  const broken: PayloadCodec = {
    encode: async (payloads) => payloads,
    decode: () => Promise.reject(new Error('the key is lost')),
  };
  await using env = await tfn.testEnv({ engine: 'memory', payloadCodec: broken });
  const message = expect.stringContaining('the key is lost') as string;
  await expect(env.execute(checkout, SECRET)).rejects.toMatchObject({ code: 'TFN_TEST_TASK_FAILED', message });
});
