import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { Client, Connection } from '@temporalio/client';
import { tfn as clientTfn } from '@tfn/client';
import { tfn as httpTfn } from '@tfn/client/http';
import { createEncryptionCodec } from '@tfn/core/encryption';
import { tfn } from '@tfn/worker';
import type { Worker } from '@tfn/worker';
import * as secrets from '../fixtures/secrets.ts';
import { SECRET } from '../fixtures/secrets.ts';

const address = process.env['TFN_TEST_ADDRESS'] as string;
const taskQueue = `secrets-${randomUUID()}`;
const [old, current] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const payloadCodec = createEncryptionCodec({ keys: { old, current }, activeKey: 'current' });
const client = clientTfn.client({ temporal: { address }, taskQueue, payloadCodec });
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
let worker: Worker;
let stopped: Promise<void>;
let raw: Client;

beforeAll(async () => {
  worker = tfn.worker({ temporal: { address }, taskQueue, payloadCodec, logger: silent }).registerModule(secrets);
  stopped = worker.start();
  await worker.ready();
  raw = new Client({ connection: await Connection.connect({ address }) });
});
afterAll(async () => {
  await client.close();
  await raw.connection.close();
  await worker.stop();
  await stopped;
});

/** Everything that the server stores of an execution, as text. */
async function storedOf(workflowId: string): Promise<string> {
  const { events } = await raw.workflow.getHandle(workflowId).fetchHistory();
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (value instanceof Uint8Array) texts.push(Buffer.from(value).toString('latin1'));
    else if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null)
      for (const [name, part] of Object.entries(value)) {
        texts.push(name);
        collect(part);
      }
  };
  collect(events);
  return texts.join('\n');
}

async function pay(number: string, note: string): Promise<{ workflowId: string; result: Promise<unknown> }> {
  const handle = await client.start(secrets.payByCard, { number });
  await handle.signal('note', note);
  return { workflowId: handle.workflowId, result: handle.result() };
}

describe('a codec that encrypts', () => {
  it('lets client and worker read everything, and keeps everything from the server', async () => {
    const { workflowId, result } = await pay(SECRET, `note ${SECRET}`);
    expect(await result).toEqual({ charged: SECRET, note: `note ${SECRET}` });
    const stored = await storedOf(workflowId);
    expect(stored).toContain('binary/encrypted');
    expect(stored).toContain('chargeCard');
    expect(stored).not.toContain(SECRET);
    const { memo } = await client.temporal.workflow.getHandle(workflowId).describe();
    expect(memo).toEqual({ about: SECRET });
  });

  it.each([
    ['a function', `${SECRET} declined`, 'note', `The card ${SECRET} declined was declined.`],
    ['a workflow', SECRET, `${SECRET} throw`, `The note was ${SECRET} throw.`],
  ])('hides the failure of %s, and shows it to the client', async (_what, number, note, message) => {
    const { workflowId, result } = await pay(number, note);
    await expect(result).rejects.toMatchObject({ message: expect.stringContaining(message) });
    const stored = await storedOf(workflowId);
    expect(stored).toContain('Encoded failure');
    expect(stored).not.toContain(SECRET);
    expect(stored).not.toContain('secrets.ts');
  });

  it('encrypts the signals that a run passes on to the next', async () => {
    const { workflowId } = await client.start(secrets.continueWithNote, 0);
    await client.signal(workflowId, 'note', SECRET);
    await client.signal(workflowId, 'go');
    expect(await client.getHandle(workflowId).result()).toBe(SECRET);
    expect(await storedOf(workflowId)).not.toContain(SECRET);
  });

  it('works the same over HTTP', async () => {
    const http = httpTfn.client({
      temporal: { address: process.env['TFN_TEST_HTTP_ADDRESS'] as string },
      taskQueue,
      payloadCodec,
    });
    const handle = await http.start(secrets.payByCard, { number: `${SECRET} declined` });
    await handle.signal('note', SECRET);
    await expect(handle.result()).rejects.toMatchObject({ message: expect.stringContaining(`${SECRET} declined`) });
    expect(await storedOf(handle.workflowId)).not.toContain(SECRET);
  });

  it('decrypts with a key that is no longer active', async () => {
    const before = clientTfn.client({
      temporal: { address },
      taskQueue,
      payloadCodec: createEncryptionCodec({ keys: { old } }),
    });
    const handle = await before.start(secrets.payByCard, { number: SECRET });
    await client.signal(handle.workflowId, 'note', 'new key');
    expect(await client.getHandle(secrets.payByCard, handle.workflowId).result()).toEqual({
      charged: SECRET,
      note: 'new key',
    });
    await expect(handle.result()).rejects.toMatchObject({ message: expect.stringContaining("the key 'current'") });
    await before.close();
  });

  it('writes a payload that codecs in other languages can read: all of it, as protobuf', async () => {
    const { temporal } = createRequire(require.resolve('@temporalio/common'))('@temporalio/proto') as {
      temporal: { api: { common: { v1: { Payload: { decode(bytes: Uint8Array): { data: Uint8Array } } } } } };
    };
    const data = Buffer.from(JSON.stringify('x'.repeat(300)));
    const [encrypted] = await payloadCodec.encode([{ metadata: { encoding: Buffer.from('json/plain') }, data }]);
    const bytes = encrypted?.data ?? new Uint8Array();
    const key = await crypto.subtle.importKey('raw', current, 'AES-GCM', false, ['decrypt']);
    const iv = bytes.subarray(0, 12);
    const inside = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes.subarray(12));
    expect(Buffer.from(temporal.api.common.v1.Payload.decode(new Uint8Array(inside)).data)).toEqual(data);
  });
});
