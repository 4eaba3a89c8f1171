/** Options of Temporal's own that a test environment passes on. */
import { tfn } from '@tfn/testing';
import type { TestEnvOptions } from '@tfn/testing';
import { speak } from './fixtures/temporal-options.ts';

const heard: string[] = [];
const calls: string[] = [];

const options: TestEnvOptions = {
  dataConverter: { payloadConverterPath: require.resolve('./fixtures/payload-converter.ts') },
  interceptors: {
    workflowModules: [require.resolve('./fixtures/interceptors.ts')],
    activity: [
      () => ({
        inbound: {
          async execute(input, next) {
            calls.push('activity');
            return `${String(await next(input))}!`;
          },
        },
      }),
    ],
    client: {
      workflow: [
        {
          async startWithDetails(input, next) {
            calls.push('client');
            return next(input);
          },
        },
      ],
    },
  },
  sinks: { heard: { say: { fn: (_info, text: string) => void heard.push(text), callDuringReplay: false } } },
};

test.each(['server', 'time-skipping'] as const)(
  'the engine %s has the converter, interceptors and sinks',
  async (engine) => {
    heard.length = calls.length = 0;
    await using env = await tfn.testEnv({ engine, ...options });
    const handle = await env.start(speak, 'hello');
    expect(await handle.result()).toBe('HELLO OF A WORKFLOW!');
    expect(heard).toEqual(['hello']);
    expect(calls).toEqual(['client', 'activity']);
    const history = await handle.history();
    expect(JSON.stringify(history.events)).toContain('"mark"');
    await env.replay(history);
  },
);

test.each(['dataConverter', 'interceptors', 'sinks'] as const)('the memory engine refuses %s', async (option) => {
  const given = { engine: 'memory', [option]: options[option] } as TestEnvOptions;
  await expect(tfn.testEnv(given)).rejects.toMatchObject({
    code: 'TFN_TEST_UNSUPPORTED',
    message: expect.stringContaining(`'${option}'`) as string,
  });
});
