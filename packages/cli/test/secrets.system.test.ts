import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { freePort, makeProject } from './support/project.ts';
import type { Project } from './support/project.ts';

jest.setTimeout(300_000);

const address = process.env['TFN_TEST_ADDRESS'] as string;
const queue = `secrets-${randomUUID()}`;
const keys = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
/** The secrets that must appear nowhere: they are only in the environment, not in the source. */
const planted = {
  STRIPE_KEY: 'sk_live_planted_in_the_environment',
  TEMPORAL_API_KEY: 'api_planted_in_the_environment',
  DATABASE_URL: 'postgres://shop:planted@db/shop',
  TFN_ENCRYPTION_KEYS: keys,
};
const secrets = [...Object.values(planted), keys.slice('k1:'.length)];
const card = '4242-planted-4242';

const functions = `import { tfn } from '@tfn/core';
const stripeKey = process.env.STRIPE_KEY;
const { DATABASE_URL } = process.env;
export const charge = tfn.fn('charge', async (input: { card: string }) => {
  if (stripeKey === undefined || DATABASE_URL === undefined) throw new Error('The environment is missing.');
  if (input.card.endsWith('declined')) throw new Error('The card was declined.');
  return { charged: input.card };
}, { retries: 0 });
export const pay = tfn.workflow('pay', async (ctx, input: { card: string }) => {
  ctx.log.info('Paying.');
  return ctx.run(charge, input);
});
tfn.http('POST', '/pay', pay);
`;

let project: Project;
let port: number;

beforeAll(async () => {
  port = await freePort();
  project = makeProject({
    'functions/pay.ts': functions,
    'tfn.config.ts': `import { defineConfig } from '@tfn/cli';
export default defineConfig({ taskQueue: '${queue}', http: { port: ${port}, host: '127.0.0.1' }, temporal: { tls: false } });`,
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "module": "nodenext", "noEmit": true, "skipLibCheck": true, "types": ["node"] } }',
  });
});
afterAll(() => project.remove());

const env = { ...planted, TEMPORAL_ADDRESS: address };

function expectNothingOf(text: string): void {
  for (const secret of [...secrets, card]) expect(text).not.toContain(secret);
}

test('a build contains no secrets, in bundle, compiled code, source maps and manifest', async () => {
  expect(await project.run(['build'], { env })).toMatchObject({ code: 0, stderr: '' });
  const dist = join(project.root, 'dist');
  const files = readdirSync(dist);
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) expectNothingOf(readFileSync(join(dist, file), 'utf8'));
  // The workflow bundle does not contain the function's body, so it does not even name the variables.
  const bundle = files.find((file) => file.startsWith('workflow')) as string;
  expect(readFileSync(join(dist, bundle), 'utf8')).not.toContain('DATABASE_URL');
});

test('the configuration is shown without secrets, in text and in JSON', async () => {
  for (const args of [['config'], ['config', '--json']]) {
    const { code, stdout } = await project.run(args, { env });
    expect(code).toBe(0);
    expectNothingOf(stdout);
    expect(stdout).toContain('(masked)');
    expect(stdout).toContain('TFN_ENCRYPTION_KEYS');
  }
});

test('errors contain no secret', async () => {
  const nowhere = { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const wrongKeys = { ...env, TFN_ENCRYPTION_KEYS: `k1:${Buffer.from('short planted key').toString('base64')}` };
  for (const [args, given] of [
    [['invoke', 'pay', '--input', JSON.stringify({ card })], nowhere],
    [['invoke', 'pay', '--input', JSON.stringify({ card })], wrongKeys],
    [['start'], nowhere],
    [['start'], wrongKeys],
  ] as const) {
    const { code, stdout, stderr } = await project.run(args, { env: given });
    expect(code).not.toBe(0);
    expect(stderr + stdout).toMatch(/TFN_/);
    expectNothingOf(stderr + stdout);
    expect(stderr + stdout).not.toContain(wrongKeys.TFN_ENCRYPTION_KEYS.slice('k1:'.length));
  }
});

test('a worker that encrypts logs no payload, and Temporal stores only encrypted ones', async () => {
  const running = project.start(['start', '--log-level', 'debug'], { env });
  await running.until(/HTTP on/);
  const post = (given: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ card: given }),
    });
  expect(await (await post(card)).json()).toEqual({ charged: card });
  expect((await post(`${card} declined`)).status).toBe(500);
  expect(await running.stop('SIGTERM')).toBe(0);
  expectNothingOf(running.output());

  const connection = await Connection.connect({ address });
  const executions = new Client({ connection }).workflow.list({ query: `TaskQueue = '${queue}'` });
  for await (const { workflowId } of executions) {
    const { events } = await new Client({ connection }).workflow.getHandle(workflowId).fetchHistory();
    const payloads = (events ?? []).flatMap((event) => [
      ...(event.workflowExecutionStartedEventAttributes?.input?.payloads ?? []),
      ...(event.activityTaskScheduledEventAttributes?.input?.payloads ?? []),
      ...(event.workflowExecutionCompletedEventAttributes?.result?.payloads ?? []),
    ]);
    expect(payloads.length).toBeGreaterThan(1);
    for (const { metadata, data } of payloads) {
      expect(Buffer.from(metadata?.['encoding'] ?? []).toString()).toBe('binary/encrypted');
      expectNothingOf(Buffer.from(data ?? []).toString('latin1'));
    }
  }
  await connection.close();
});

test('the codec server decrypts payloads for a Web UI with the token, and reports missing keys', async () => {
  const without = await project.run(['codec-server'], { env: { TEMPORAL_ADDRESS: address } });
  expect(without).toMatchObject({ code: 1, stderr: expect.stringContaining('TFN_CLI_KEYS_MISSING') });

  const args = ['codec-server', '--codec-port', '0', '--origin', 'https://ui.test'];
  const running = project.start(args, { env: { ...env, TFN_CODEC_TOKEN: 'right' } });
  const [, url = ''] = await running.until(/(http:\/\/127\.0\.0\.1:\d+)/);
  const ask = async (action: string, body: object, token = 'right'): Promise<Response> =>
    fetch(`${url}/${action}`, {
      method: 'POST',
      headers: { origin: 'https://ui.test', authorization: `Bearer ${token}`, connection: 'close' },
      body: JSON.stringify(body),
    });
  const payloads = [{ metadata: { encoding: btoa('json/plain') }, data: btoa(JSON.stringify({ card })) }];
  const encoded = await ask('encode', { payloads });
  const encrypted = (await encoded.json()) as object;
  expect(JSON.stringify(encrypted)).not.toContain(payloads[0]?.data);
  expect(await (await ask('decode', encrypted)).json()).toEqual({ payloads });
  expect((await ask('decode', encrypted, 'wrong')).status).toBe(401);
  expect(encoded.headers.get('access-control-allow-origin')).toBe('https://ui.test');
  expect(await running.stop('SIGINT')).toBe(0);
  expectNothingOf(running.output());
});
