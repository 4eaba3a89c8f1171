import { randomUUID } from 'node:crypto';
import { Client as SdkClient, Connection } from '@temporalio/client';
import { tfn as overGrpc } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import { tfn as overHttp } from '@tfn/client/http';
import type { Client, WorkflowHandle } from '@tfn/core';
import type { Payload, PayloadCodec } from '@tfn/core/encryption';
import * as functions from './fixtures/functions.ts';
import { startRawWorker } from './support/raw-worker.ts';
import type { RawWorker } from './support/raw-worker.ts';
import { address, httpAddress } from './support/transports.ts';

const MB = 1024 * 1024;

interface SizeOptions {
  payloadCodec?: PayloadCodec;
  maxPayloadSize?: number;
}

/** Makes values twice as large; a JSON text with spaces at its end stays the same value. */
const growing: PayloadCodec = {
  encode: async (payloads) =>
    payloads.map(({ metadata, data }) => ({ ...(metadata && { metadata }), data: twice(data) })),
  decode: async (payloads) => payloads,
};

function twice(data: Payload['data']): Uint8Array {
  const { length } = data ?? [];
  const grown = new Uint8Array((length ?? 0) * 2).fill(32);
  grown.set(data ?? []);
  return grown;
}

let worker: RawWorker;
/** Inspects what the tested clients started. */
let grpc: TfnClient;
const connection = Connection.lazy({ address });
beforeAll(async () => {
  worker = await startRawWorker();
  grpc = overGrpc.client({ temporal: { address }, taskQueue: worker.taskQueue });
});
afterAll(async () => {
  await grpc.close();
  await connection.close();
  await worker.stop();
});

const clients: [string, (options: SizeOptions) => Client][] = [
  ['gRPC', (options) => overGrpc.client({ ...options, temporal: { address }, taskQueue: worker.taskQueue })],
  [
    'HTTP',
    (options) => overHttp.client({ ...options, temporal: { address: httpAddress }, taskQueue: worker.taskQueue }),
  ],
  [
    "a client of Temporal's SDK",
    ({ maxPayloadSize }) =>
      overGrpc.client({
        ...(maxPayloadSize !== undefined && { maxPayloadSize }),
        temporal: { client: new SdkClient({ connection }) },
        taskQueue: worker.taskQueue,
      }),
  ],
];

describe.each(clients)('values that are too large, over %s', (name, connect) => {
  let client: Client;
  let handle: WorkflowHandle;

  beforeEach(async () => {
    client = connect({});
    handle = await client.start(functions.basket);
  });
  afterEach(async () => {
    await handle.terminate();
    await client.close();
  });

  const tooLarge = (action: string, what: string): object => ({
    code: 'TFN_PAYLOAD_TOO_LARGE',
    message: expect.stringMatching(
      new RegExp(
        `^Cannot ${action}: ${what} has \\d+ bytes, but Temporal accepts at most 2097152\\. Store it elsewhere`,
      ),
    ),
  });
  const large = (megabytes: number): { sku: string } => ({ sku: 'x'.repeat(megabytes * MB) });

  it.each([3, 6])('reach no running workflow, which goes on (%d MB)', async (megabytes) => {
    const item = large(megabytes);
    await expect(handle.update(functions.addItem, item)).rejects.toMatchObject(
      tooLarge(`update '${handle.workflowId}' with 'addItem'`, "the input of the update 'addItem'"),
    );
    await expect(handle.signal(functions.add, item)).rejects.toMatchObject(
      tooLarge(`signal '${handle.workflowId}' with 'add'`, "the input of the signal 'add'"),
    );
    await expect(client.query(handle.workflowId, functions.count, item.sku)).rejects.toMatchObject(
      tooLarge(`query '${handle.workflowId}' with 'count'`, "the input of the query 'count'"),
    );
    const options = { workflowId: handle.workflowId, signal: functions.add, payload: item };
    await expect(client.signalWithStart(functions.basket, options)).rejects.toMatchObject(
      tooLarge("start the workflow 'basket'", "the input of the signal 'add'"),
    );
    expect(await handle.update(functions.addItem, { sku: 'chair' })).toBe(1);
    expect(await handle.query(functions.count)).toBe(1);
  });

  it.each([3, 6])('start nothing (%d MB)', async (megabytes) => {
    const workflowId = `large-${randomUUID()}`;
    const { sku } = large(megabytes);
    await expect(client.start('echo', sku, { workflowId })).rejects.toMatchObject(
      tooLarge("start the workflow 'echo'", "the input of the workflow 'echo'"),
    );
    await expect(client.start(functions.charge, { id: sku, amount: 1 }, { workflowId })).rejects.toMatchObject(
      tooLarge("start the function 'charge'", "the input of the function 'charge'"),
    );
    const half = sku.slice(sku.length / 2);
    await expect(client.start('echo', 1, { workflowId, memo: { a: half, b: half } })).rejects.toMatchObject(
      tooLarge("start the workflow 'echo'", "the memo of the workflow 'echo'"),
    );
    await expect(client.getHandle(workflowId).describe()).rejects.toMatchObject({ code: 'TFN_WORKFLOW_NOT_FOUND' });
  });

  it('are measured as Temporal does, to the byte', async () => {
    // Of 2 MiB, the quotes take 2 bytes, and the message around the value 32.
    const largest = 'x'.repeat(2 * MB - 34);
    const accepted = await client.start('sleeper', largest);
    await accepted.terminate();
    await expect(client.start('sleeper', `${largest}x`)).rejects.toMatchObject({
      code: 'TFN_PAYLOAD_TOO_LARGE',
      details: { size: 2 * MB + 1, limit: 2 * MB },
    });
  });

  it('have another limit for a server that has one', async () => {
    const strict = connect({ maxPayloadSize: 1000 });
    await expect(strict.signal(handle.workflowId, 'add', { sku: 'x'.repeat(1000) })).rejects.toMatchObject({
      code: 'TFN_PAYLOAD_TOO_LARGE',
      details: { limit: 1000 },
    });
    await strict.close();
    const loose = connect({ maxPayloadSize: 4 * MB });
    // Temporal itself refuses it.
    await expect(loose.start('sleeper', 'x'.repeat(2 * MB - 33))).rejects.toMatchObject({
      code: 'TFN_PAYLOAD_TOO_LARGE',
      message: expect.stringContaining("Temporal refused to start the workflow 'sleeper': the data is too large ("),
    });
    await loose.close();
  });

  if (name !== "a client of Temporal's SDK")
    it('are measured after the codec', async () => {
      const encoding = connect({ payloadCodec: growing });
      await expect(encoding.signal(handle.workflowId, 'add', large(1.1))).rejects.toMatchObject({
        code: 'TFN_PAYLOAD_TOO_LARGE',
        message: expect.stringContaining("the input of the signal 'add' has "),
      });
      await encoding.signal(handle.workflowId, 'add', large(0.9));
      expect(await handle.query(functions.count)).toBe(1);
      await encoding.close();
    });
});

it("are refused to calls of Temporal's own client too", async () => {
  const handle = await grpc.start(functions.basket);
  const raw = grpc.temporal.workflow.getHandle(handle.workflowId);
  await expect(raw.executeUpdate('addItem', { args: [{ sku: 'x'.repeat(3 * MB) }] })).rejects.toMatchObject({
    code: 'TFN_PAYLOAD_TOO_LARGE',
    message: expect.stringMatching(/^Cannot send a value: it has \d+ bytes/),
  });
  await handle.terminate();
});

it('names a memo that JSON cannot represent', async () => {
  await expect(grpc.start('echo', 1, { memo: { total: Symbol('x') } })).rejects.toMatchObject({
    code: 'TFN_INPUT_UNSERIALIZABLE',
    message: expect.stringContaining("The memo of the workflow 'echo' cannot be sent: 'memo.total' is a symbol"),
  });
});
