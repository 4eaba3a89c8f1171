import { randomUUID } from 'node:crypto';
import { tfn as grpc } from '@tfn/client';
import { tfn as http } from '@tfn/client/http';
import type { PayloadCodec } from '@tfn/client/http';
import type { PayloadCodec as SdkPayloadCodec } from '@temporalio/common';
import { ApplicationFailure } from '@temporalio/common';
import { startRawWorker } from '../support/raw-worker.ts';
import type { RawWorker } from '../support/raw-worker.ts';
import { address, httpAddress } from '../support/transports.ts';

describe('payloads over HTTP', () => {
  let worker: RawWorker;
  beforeAll(async () => {
    worker = await startRawWorker();
  });
  afterAll(() => worker.stop());

  const overGrpc = grpc.client({ temporal: { address } });
  const overHttp = http.client({ temporal: { address: httpAddress } });
  afterAll(() => Promise.all([overGrpc.close(), overHttp.close()]));

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['false', false],
    ['a number', 0.1],
    ['empty text', ''],
    ['text from all planes', 'naïve “quotes” \u2028 漢字 🪑'],
    ['a list', [1, null, [], {}]],
    ['an object', { sku: 'chair', price: null, tags: ['a'], metadata: { encoding: 'x' }, data: 'y' }],
    ['no bytes', new Uint8Array()],
    ['bytes', Uint8Array.from({ length: 256 }, (_, at) => at)],
    ['long text', 'é'.repeat(300_000)],
    ['many bytes', new Uint8Array(20_000).fill(255)],
  ])('carry %s to a worker and back, as over gRPC', async (_, value) => {
    const runs = await Promise.all(
      [overGrpc, overHttp].map((client) => client.start('giveBack', value, { taskQueue: worker.taskQueue })),
    );
    for (const client of [overGrpc, overHttp])
      for (const { workflowId } of runs) expect(await client.getHandle(workflowId).result()).toEqual(value);
  });

  it('carry the inputs of messages, memo and results of queries', async () => {
    const workflowId = `basket-${randomUUID()}`;
    const memo = { team: 'sales', none: null, deep: { a: [1] } };
    const options = { workflowId, memo, taskQueue: worker.taskQueue };
    const handle = await overHttp.signalWithStart('basket', { ...options, signal: 'add', payload: { sku: 'chair' } });
    expect(await overHttp.update(workflowId, 'addItem', { sku: 'table' })).toBe(2);
    expect(await overGrpc.query(workflowId, 'count', 'table')).toBe(1);
    expect(await overHttp.query(workflowId, 'count', 'chair')).toBe(1);
    // Servers from 1.32 on drop fields that are null.
    const kept = { ...memo, none: undefined };
    expect({ ...(await handle.describe()).memo, none: undefined }).toEqual(kept);
    expect({ ...(await overGrpc.getHandle(workflowId).describe()).memo, none: undefined }).toEqual(kept);
    await handle.terminate();
  });

  it('start a workflow as over gRPC, to the last field of its history', async () => {
    const options = {
      taskQueue: `unpolled-${randomUUID()}`,
      executionTimeout: '1h',
      runTimeout: 1500.5,
      startDelay: '10m',
      retry: { maximumAttempts: 3, backoffCoefficient: 1.5, maximumInterval: '1m', nonRetryableErrorTypes: ['Fatal'] },
      memo: { team: 'sales', none: undefined },
      searchAttributes: { BuildIds: ['a', 'b'] },
      priority: { priorityKey: 2, fairnessKey: 'shop', fairnessWeight: 1.5 },
    } as const;
    const [one, other] = await Promise.all(
      [overGrpc, overHttp].map(async (client) => {
        const { workflowId } = await client.start('giveBack', { a: 1 }, options);
        const { events } = await overGrpc.temporal.workflow.getHandle(workflowId).fetchHistory();
        await client.terminate(workflowId);
        const {
          originalExecutionRunId,
          firstExecutionRunId,
          identity,
          workflowId: _id,
          ...attributes
        } = events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
        expect([originalExecutionRunId, firstExecutionRunId, identity]).toEqual([
          expect.any(String),
          originalExecutionRunId,
          expect.any(String),
        ]);
        // Counted from the moment of the start.
        return JSON.parse(JSON.stringify({ ...attributes, workflowExecutionExpirationTime: undefined })) as object;
      }),
    );
    expect(other).toEqual(one);
    expect(one).toMatchObject({ memo: { fields: { team: {} } }, priority: { priorityKey: 2 } });
  });

  it.each(['a b%ü?#:+&=', 'a\\b', '漢字', "it's", 'x'.repeat(500), 'a%2Fb'])(
    'are reached under the id %p',
    async (prefix) => {
      const workflowId = `${prefix}-${randomUUID()}`;
      const handle = await overHttp.start('giveBack', 1, { workflowId, taskQueue: worker.taskQueue });
      expect(await handle.result()).toBe(1);
      expect((await overGrpc.getHandle(workflowId).describe()).workflowId).toBe(workflowId);
    },
  );

  it.each(['..', '.', 'a/b'])('are rejected for the id %p, for which the HTTP API has no route', async (workflowId) => {
    const calls = [
      () => overHttp.start('giveBack', 1, { workflowId }),
      () => overHttp.getHandle(workflowId).describe(),
    ];
    for (const call of calls)
      await expect(call()).rejects.toMatchObject({
        code: 'TFN_REQUEST_REFUSED',
        details: { reason: expect.stringContaining("the id or name contains '/'") },
      });
  });
});

describe('a payload codec over HTTP', () => {
  /** Inverts every bit; a codec for the SDK, used unchanged. */
  const seal = (bytes: Uint8Array | null | undefined): Uint8Array =>
    (bytes ?? new Uint8Array()).map((byte) => 255 - byte);
  const sealed = 'binary/sealed';
  const codec: SdkPayloadCodec & PayloadCodec = {
    encode: async (payloads) =>
      payloads.map(({ metadata, data }) => ({
        metadata: { encoding: Buffer.from(sealed), was: metadata?.['encoding'] ?? new Uint8Array() },
        data: seal(data),
      })),
    decode: async (payloads) =>
      payloads.map((payload) =>
        Buffer.from(payload.metadata?.['encoding'] ?? []).toString() === sealed
          ? { metadata: { encoding: payload.metadata?.['was'] as Uint8Array }, data: seal(payload.data) }
          : payload,
      ),
  };
  const dataConverter = {
    payloadCodecs: [codec],
    failureConverterPath: require.resolve('../fixtures/sealed-failures.ts'),
  };

  let worker: RawWorker;
  beforeAll(async () => {
    worker = await startRawWorker({ dataConverter });
  });
  afterAll(() => worker.stop());

  const overGrpc = grpc.client({ temporal: { address }, dataConverter });
  const overHttp = http.client({ temporal: { address: httpAddress }, payloadCodec: codec });
  const blind = http.client({ temporal: { address: httpAddress } });
  afterAll(() => Promise.all([overGrpc, overHttp, blind].map((client) => client.close())));

  it('encodes what it sends, and decodes what it receives', async () => {
    const memo = { secret: 'memo' };
    const handle = await overHttp.start('giveBack', { secret: 'input' }, { taskQueue: worker.taskQueue, memo });
    expect(await handle.result()).toEqual({ secret: 'input' });
    expect(await overGrpc.getHandle(handle.workflowId).result()).toEqual({ secret: 'input' });
    expect((await handle.describe()).memo).toEqual(memo);
    expect((await overGrpc.getHandle(handle.workflowId).describe()).memo).toEqual(memo);
    await expect(blind.getHandle(handle.workflowId).result()).rejects.toThrow(`Unknown encoding: ${sealed}`);
  });

  it('decodes failures whose messages and stacks are encoded', async () => {
    const handle = await overHttp.start('fails', 'in a function', { taskQueue: worker.taskQueue });
    await expect(handle.result()).rejects.toMatchObject({
      message: expect.stringContaining(
        "OrderError: order 1 failed ← function 'decline' ← CardDeclined: no funds for 5",
      ),
      cause: { cause: expect.any(ApplicationFailure) },
    });
    await expect(blind.getHandle(handle.workflowId).result()).rejects.toThrow();
  });
});
