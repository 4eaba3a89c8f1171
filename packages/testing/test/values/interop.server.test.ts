/** Values between our ends and those of Temporal's own SDK, which stands for SDKs of other languages too. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { tfn as grpc } from '@tfn/client';
import { tfn as http } from '@tfn/client/http';
import { fromValuePayload, toText, VALUES_METADATA } from '@tfn/core/internal';
import { tfn } from '@tfn/worker';
import { child } from './fixtures/everywhere.ts';
import { sketch } from './fixtures/sketch.ts';
import { giveBack } from './fixtures/raw-workflows.ts';

jest.setTimeout(300_000);

const [address, httpAddress] = ['TFN_TEST_ADDRESS', 'TFN_TEST_HTTP_ADDRESS'].map((name) => process.env[name] as string);
const taskQueue = `interop-${randomUUID()}`;
const rawQueue = `interop-raw-${randomUUID()}`;

const nothing = (): void => undefined;
const worker = tfn.worker({
  temporal: { address: address as string },
  taskQueue,
  logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
});
const overGrpc = grpc.client({ temporal: { address: address as string, connectTimeout: '2m' }, taskQueue: rawQueue });
const overHttp = http.client({
  temporal: { address: httpAddress as string, connectTimeout: '2m' },
  taskQueue: rawQueue,
});
let connection: Connection;
let raw: Client;
let stop: () => Promise<unknown>;

beforeAll(async () => {
  connection = await Connection.connect({ address: address as string });
  raw = new Client({ connection });
  const stopped = worker.register(child).start();
  await worker.ready();
  const native = await NativeConnection.connect({ address: address as string });
  const workflowsPath = require.resolve('./fixtures/raw-workflows.ts');
  const rawWorker = await Worker.create({ connection: native, taskQueue: rawQueue, workflowsPath });
  const running = rawWorker.run();
  stop = async () => {
    rawWorker.shutdown();
    await Promise.all([running, worker.stop(), stopped, overGrpc.close(), overHttp.close()]);
    await Promise.all([native.close(), connection.close()]);
  };
});
afterAll(() => stop());

interface PayloadOfHistory {
  readonly metadata?: Record<string, Uint8Array> | null;
  readonly data?: Uint8Array | null;
}

/** The payloads of a workflow's input and result, as the server stores them. */
async function storedOf(workflowId: string): Promise<{ input: PayloadOfHistory; result: PayloadOfHistory }> {
  const { events } = await raw.workflow.getHandle(workflowId).fetchHistory();
  const { input } = events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
  const { result } = events?.at(-1)?.workflowExecutionCompletedEventAttributes ?? {};
  return { input: input?.payloads?.[0] as PayloadOfHistory, result: result?.payloads?.[0] as PayloadOfHistory };
}

/** A payload byte for byte, as text. */
const bytesOf = ({ metadata, data }: PayloadOfHistory): unknown => [
  Object.entries(metadata ?? {})
    .map(([key, value]) => `${key}=${Buffer.from(value).toString('latin1')}`)
    .sort(),
  Buffer.from(data ?? []).toString('latin1'),
];

const PLAIN: readonly unknown[] = [
  null,
  false,
  0,
  1e21,
  5e-324,
  '',
  'naïve “quotes” \u2028 漢字 🪑 \ud83d',
  [],
  {},
  [1, null, [{}]],
  { b: 1, a: { 2: 'x', 1: 'y', __proto__: null }, 'with space': ['*'] },
  JSON.parse('{"__proto__":{"admin":true},"constructor":1}'),
  new Uint8Array([0, 1, 255]),
  new Uint8Array(),
];

test.each(PLAIN.map((value) => [sketch(value), value]))(
  'the plain value %s is sent byte for byte as the SDK sends it',
  async (_text, value) => {
    const workflowId = `interop-${randomUUID()}`;
    const args = [value] as [unknown];
    const ofSdk = await raw.workflow.start(giveBack, { taskQueue: rawQueue, workflowId: `${workflowId}-raw`, args });
    const ours = [
      await overGrpc.start('giveBack', value, { workflowId: `${workflowId}-grpc` }),
      await overHttp.start('giveBack', value, { workflowId: `${workflowId}-http` }),
    ];
    const expected = await ofSdk.result();
    const { input } = await storedOf(ofSdk.workflowId);
    for (const handle of ours) {
      expect(await handle.result()).toEqual(expected);
      expect(bytesOf((await storedOf(handle.workflowId)).input)).toEqual(bytesOf(input));
    }
    // A worker of ours returns it in these bytes too, in a list.
    const workflow = await raw.workflow.start(child.name, { taskQueue, workflowId: `${workflowId}-child`, args });
    const [seen] = (await workflow.result()) as [string];
    expect(seen).toBe(sketch(expected));
  },
);

const rich = (): unknown => ({
  at: new Date(1),
  stock: new Map([['chair', 3n]]),
  tags: new Set(['new']),
  file: new Uint8Array([1, 2]),
  price: NaN,
  pattern: /a+/gi,
  link: new URL('https://example.com/a'),
  none: undefined,
});

/** What JSON says of it, for people and other SDKs. */
const READABLE = {
  at: '1970-01-01T00:00:00.001Z',
  stock: [['chair', '3']],
  tags: ['new'],
  file: 'AQI=',
  price: 'NaN',
  pattern: '/a+/gi',
  link: 'https://example.com/a',
};

test.each([
  ['gRPC', overGrpc],
  ['HTTP', overHttp],
] as const)('what JSON cannot express is plain JSON to a workflow of the SDK, sent over %s', async (_name, client) => {
  const { workflowId } = await client.start('giveBack', rich());
  expect(await raw.workflow.getHandle(workflowId).result()).toEqual(READABLE);
  const { input } = await storedOf(workflowId);
  expect(Object.keys(input.metadata ?? {}).sort()).toEqual(['encoding', VALUES_METADATA].sort());
  expect(toText(input.metadata?.['encoding'])).toBe('json/plain');
  expect(sketch(fromValuePayload(input as Parameters<typeof fromValuePayload>[0]))).toBe(sketch(rich()));
});

test('a value of the SDK reaches a workflow of ours as JSON, and the result is JSON to the SDK', async () => {
  const workflowId = `interop-${randomUUID()}`;
  const args = [rich()].map((value) => ({ ...(value as object), stock: {}, price: 1 }));
  const handle = await raw.workflow.start(child.name, { taskQueue, workflowId, args });
  const [seen, returned] = (await handle.result()) as [string, unknown];
  const received: unknown = JSON.parse(JSON.stringify(args[0]));
  expect([seen, returned]).toEqual([sketch(received), received]);
});

test('a result of a workflow of ours is plain JSON to the SDK, and the value itself to our clients', async () => {
  const { workflowId } = await overGrpc.start(child, rich(), { taskQueue });
  const [seen, returned] = (await raw.workflow.getHandle(workflowId).result()) as [string, unknown];
  expect([seen, returned]).toEqual([sketch(rich()), READABLE]);
  for (const client of [overGrpc, overHttp]) {
    const [, own] = (await client.getHandle(workflowId).result()) as [string, unknown];
    expect(sketch(own)).toBe(sketch(rich()));
  }
});
