import { randomUUID } from 'node:crypto';
import { tfn } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import type { Client } from '@tfn/core';
import { z } from 'zod';
import * as functions from './fixtures/functions.ts';
import { startRawWorker } from './support/raw-worker.ts';
import type { RawWorker } from './support/raw-worker.ts';
import { address, transports } from './support/transports.ts';

const order = { id: '7', amount: 5 };
const done = { orderId: '7', chargeId: 'charge-7' };

interface Echo {
  args: unknown[];
  memo: Record<string, unknown> | null;
}

let worker: RawWorker;
/** A second client, to inspect what the tested client started. */
let grpc: TfnClient;
beforeAll(async () => {
  worker = await startRawWorker();
  grpc = tfn.client({ temporal: { address }, taskQueue: worker.taskQueue });
});
afterAll(async () => {
  await grpc.close();
  await worker.stop();
});

describe.each(transports)('a client over $name', ({ connect }) => {
  let client: Client;
  let typed: Client<typeof functions>;

  beforeAll(() => {
    client = connect({ taskQueue: worker.taskQueue });
    typed = connect<typeof functions>({ taskQueue: worker.taskQueue });
  });
  afterAll(async () => {
    await client.close();
    await typed.close();
  });

  describe('invoke', () => {
    it('runs a workflow by its definition and returns the result', async () => {
      expect(await client.invoke(functions.processOrder, order)).toEqual(done);
    });

    it('runs a workflow by its name, typed by a module that is not loaded', async () => {
      expect(await typed.invoke('processOrder', order)).toEqual(done);
    });

    it('sends no argument without an input, and one for any input, null included', async () => {
      expect(await client.invoke('echo')).toMatchObject({ args: [] });
      expect(await client.invoke('echo', undefined)).toMatchObject({ args: [] });
      expect(await client.invoke('echo', null)).toMatchObject({ args: [null] });
      expect(await client.invoke('echo', [1, 2])).toMatchObject({ args: [[1, 2]] });
    });

    it('follows a workflow that continues as new', async () => {
      expect(await client.invoke('countDown', 2)).toBe('done');
    });

    it('stops waiting after its timeout, and the workflow keeps running', async () => {
      const workflowId = `slow-${randomUUID()}`;
      await expect(client.invoke('sleeper', undefined, { workflowId, timeout: 50 })).rejects.toMatchObject({
        code: 'TFN_RESULT_TIMEOUT',
        message: expect.stringContaining(`The workflow 'sleeper' ('${workflowId}') did not complete within 0.05 s`),
        details: { workflowId, seconds: 0.05 },
      });
      expect((await client.getHandle(workflowId).describe()).status).toBe('running');
      await client.terminate(workflowId);
    });

    it("checks the input by its schema, and sends the schema's output", async () => {
      const sent = (await client.invoke(functions.checkedOrder, { id: 'a', amount: '5' })) as unknown as Echo;
      expect(sent.args).toEqual([{ id: 'a', amount: 5 }]);
    });

    it('checks the input of a call by name too, if the definition is loaded', async () => {
      await expect(client.invoke('checkedOrder', { id: 'a' })).rejects.toMatchObject({ code: 'TFN_INPUT_INVALID' });
    });

    it('starts nothing when the input does not match its schema', async () => {
      const workflowId = `bad-${randomUUID()}`;
      await expect(
        client.invoke(functions.checkedOrder, { id: 'a', amount: -1 }, { workflowId }),
      ).rejects.toMatchObject({
        code: 'TFN_INPUT_INVALID',
        details: { issues: [{ path: 'amount' }] },
      });
      await expect(client.getHandle(workflowId).describe()).rejects.toMatchObject({ code: 'TFN_WORKFLOW_NOT_FOUND' });
    });

    it('returns the result that the worker has parsed, whatever output schema the caller has', async () => {
      const output = z.object({ orderId: z.string().transform((id) => `order ${id}`) });
      const own = { ...functions.processOrder, options: { output } };
      const sent = await client.invoke('processOrder', order);
      expect(await client.invoke(own, order)).toEqual(sent);
    });

    it.each([undefined, null, 7, '', {}, functions.add, () => 1])('rejects the target %p', async (target) => {
      await expect(client.invoke(target as unknown as string)).rejects.toMatchObject({ code: 'TFN_TARGET_INVALID' });
    });
  });

  describe('start', () => {
    it('returns a handle with the ids', async () => {
      const handle = await client.start(functions.processOrder, order);
      expect(handle.workflowId).toMatch(/^processOrder-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(handle.runId).toMatch(/^[0-9a-f-]{36}$/);
      expect(await handle.result()).toEqual(done);
    });

    it('returns the running execution that has the id', async () => {
      const workflowId = `twice-${randomUUID()}`;
      const first = await client.start(functions.sleeper, undefined, { workflowId });
      const second = await client.start(functions.sleeper, undefined, { workflowId });
      expect(second.runId).toBe(first.runId);
      await first.terminate();
    });

    it('returns the closed execution that has the id, with its result', async () => {
      const workflowId = `order-${randomUUID()}`;
      const first = await client.start(functions.processOrder, order, { workflowId });
      await first.result();
      const second = await client.start(functions.processOrder, { id: 'other', amount: 1 }, { workflowId });
      expect(await second.result()).toEqual(done);
      expect((await second.describe()).runId).toBe(first.runId);
    });

    it.each([true, false])("rejects an existing id with onDuplicate 'fail' (running: %p)", async (running) => {
      const workflowId = `taken-${randomUUID()}`;
      const first = await client.start(running ? 'sleeper' : 'echo', undefined, { workflowId });
      if (!running) await first.result();
      await expect(client.start('echo', undefined, { workflowId, onDuplicate: 'fail' })).rejects.toMatchObject({
        code: 'TFN_WORKFLOW_EXISTS',
        message: expect.stringContaining(
          `A workflow '${workflowId}' already exists, so 'echo' was not started: the workflow '${running ? 'sleeper' : 'echo'}' has the id. `,
        ),
        details: { workflowId, name: 'echo', isOwn: !running },
      });
      if (running) await first.terminate();
    });

    it.each([true, false])("starts a new run with onDuplicate 'restart' (running: %p)", async (running) => {
      const workflowId = `again-${randomUUID()}`;
      const first = await client.start('sleeper', undefined, { workflowId });
      if (!running) await first.terminate();
      const second = await client.start('sleeper', undefined, { workflowId, onDuplicate: 'restart' });
      expect(second.runId).not.toBe(first.runId);
      expect((await second.describe()).status).toBe('running');
      if (running) await expect(first.result()).rejects.toMatchObject({ code: 'TFN_WORKFLOW_TERMINATED' });
      await second.terminate();
    });

    it('finds the run that a running execution has continued as', async () => {
      const workflowId = `chain-${randomUUID()}`;
      const first = await client.start('relay', 'sleeper', { workflowId });
      let { runId } = await first.describe();
      while (runId === first.runId) ({ runId } = await first.describe());
      // It continued as another type, and is the same execution nevertheless.
      const second = await client.start('relay', 'sleeper', { workflowId });
      expect(second.runId).toBe(runId);
      await second.terminate();
      await expect(second.result()).rejects.toMatchObject({ code: 'TFN_WORKFLOW_TERMINATED' });
    });

    it('merges call options over definition options', async () => {
      const def = tfn.workflow('merged', async (_ctx, input: number) => input, {
        taskQueue: worker.taskQueue,
        memo: { team: 'sales', source: 'definition' },
        retry: { maximumAttempts: 3, initialInterval: '2s' },
        executionTimeout: '1h',
        runTimeout: '30m',
      });
      const elsewhere = connect({ taskQueue: 'unpolled' });
      const handle = await elsewhere.start(def, 1, {
        memo: { source: 'call' },
        runTimeout: '10m',
        retry: { maximumAttempts: 2 },
      });
      expect(await handle.result()).toMatchObject({ memo: { team: 'sales', source: 'call' } });
      expect(await handle.describe()).toMatchObject({
        taskQueue: worker.taskQueue,
        memo: { team: 'sales', source: 'call' },
      });
      const { events } = await grpc.temporal.workflow.getHandle(handle.workflowId).fetchHistory();
      const started = events?.[0]?.workflowExecutionStartedEventAttributes;
      expect(Number(started?.workflowExecutionTimeout?.seconds)).toBe(3600);
      expect(Number(started?.workflowRunTimeout?.seconds)).toBe(600);
      expect(started?.retryPolicy).toMatchObject({ maximumAttempts: 2 });
      expect(Number(started?.retryPolicy?.initialInterval?.seconds)).toBe(2);
      await elsewhere.close();
    });

    it("sends priority, start delay and search attributes in Temporal's form", async () => {
      const options = {
        priority: { priorityKey: 1 },
        startDelay: '1ms',
        searchAttributes: { BuildIds: ['a', 'b'] },
      } as const;
      const handle = await client.start('echo', 1, options);
      const { events } = await grpc.temporal.workflow.getHandle(handle.workflowId).fetchHistory();
      const started = events?.[0]?.workflowExecutionStartedEventAttributes;
      expect(started?.priority).toMatchObject({ priorityKey: 1 });
      expect(Object.keys(started?.searchAttributes?.indexedFields ?? {})).toEqual(['BuildIds']);
      expect(await handle.result()).toMatchObject({ args: [1] });
    });

    it('rejects invalid options', async () => {
      await expect(client.start('echo', 1, { runTimeout: 'soon' as never })).rejects.toMatchObject({
        code: 'TFN_OPTIONS_INVALID',
        message: expect.stringContaining("the call of 'echo': runTimeout: 'soon' is not a duration"),
      });
    });

    it('rejects an input that JSON cannot represent, and says where', async () => {
      const cycle: { self?: unknown } = {};
      cycle.self = cycle;
      await expect(client.start('echo', { items: [{ price: () => 1 }] })).rejects.toMatchObject({
        code: 'TFN_INPUT_UNSERIALIZABLE',
        message: expect.stringContaining(
          "The input of the workflow 'echo' cannot be sent: 'input.items[0].price' is a function",
        ),
      });
      await expect(client.start('echo', cycle)).rejects.toMatchObject({ details: { path: 'input.self' } });
      await expect(client.start('echo', () => 1)).rejects.toMatchObject({ code: 'TFN_INPUT_UNSERIALIZABLE' });
    });

    it('reports why Temporal refuses a request', async () => {
      await expect(client.start('echo', 1, { searchAttributes: { NoSuchAttribute: 'x' } })).rejects.toMatchObject({
        code: 'TFN_REQUEST_REFUSED',
        message: expect.stringContaining('NoSuchAttribute'),
      });
    });
  });

  describe('signalWithStart', () => {
    it('starts the workflow, then signals the same one', async () => {
      const workflowId = `basket-${randomUUID()}`;
      const first = await client.signalWithStart(functions.basket, {
        workflowId,
        signal: functions.add,
        payload: { sku: 'chair' },
      });
      const second = await client.signalWithStart('basket', { workflowId, signal: 'add', payload: { sku: 'table' } });
      expect(second.runId).toBe(first.runId);
      await first.signal(functions.closeBasket);
      expect(await first.result()).toEqual(['chair', 'table']);
    });

    it('starts a new workflow when the earlier one has closed', async () => {
      const workflowId = `basket-${randomUUID()}`;
      const first = await client.signalWithStart('basket', { workflowId, signal: 'close' });
      await first.result();
      const second = await client.signalWithStart('basket', { workflowId, signal: 'close' });
      expect(second.runId).not.toBe(first.runId);
      expect(await second.result()).toEqual([]);
    });

    it('names the signal whose payload JSON cannot represent', async () => {
      const options = { workflowId: randomUUID(), signal: 'add', payload: { sku: () => 1 } };
      await expect(client.signalWithStart('basket', options)).rejects.toMatchObject({
        code: 'TFN_INPUT_UNSERIALIZABLE',
        details: { what: "the signal 'add'", path: 'input.sku' },
      });
    });
  });

  describe('list and describe', () => {
    it('return the data from Temporal', async () => {
      const handle = await client.start(functions.processOrder, order, { memo: { team: 'sales' } });
      await handle.result();
      const summary = {
        workflowId: handle.workflowId,
        runId: handle.runId,
        workflowType: 'processOrder',
        taskQueue: worker.taskQueue,
        status: 'completed',
        startTime: expect.any(Date),
        closeTime: expect.any(Date),
        historyLength: expect.any(Number),
      };
      const { workflowId, runId } = handle;
      expect(await handle.describe()).toEqual({
        ...summary,
        memo: { team: 'sales' },
        searchAttributes: expect.any(Object),
        parent: undefined,
        root: { workflowId, runId },
      });
      // Temporal's list lags behind a little.
      const list = async (): Promise<unknown[]> => {
        const found = [];
        for await (const each of client.list(`WorkflowId = '${handle.workflowId}'`)) found.push(each);
        return found;
      };
      let found = await list();
      while (found.length === 0 || (found[0] as { status: string }).status === 'running') found = await list();
      expect(found).toEqual([summary]);
    });

    it('return search attributes, the parent and the root', async () => {
      const handle = await client.start('keeper', undefined, { searchAttributes: { BuildIds: ['a', 'b'] } });
      const { workflowId, runId } = handle;
      expect((await handle.describe()).searchAttributes).toMatchObject({
        BuildIds: expect.arrayContaining(['a', 'b']),
      });
      const child = client.getHandle(`${workflowId}-child`);
      const parent = { workflowId, runId };
      const found = async (): Promise<object> => child.describe().catch(found);
      expect(await found()).toMatchObject({ parent, root: parent });
      await handle.terminate();
    });

    it('report an invalid filter', async () => {
      const list = async (): Promise<void> => {
        for await (const _ of client.list('nonsense !!')) throw new Error('found something');
      };
      await expect(list()).rejects.toMatchObject({
        code: 'TFN_REQUEST_REFUSED',
        message: expect.stringContaining('list workflows by "nonsense !!"'),
      });
    });
  });
});

describe('a client over gRPC', () => {
  it("uses a client of Temporal's SDK directly, and leaves it open", async () => {
    const borrowed = tfn.client({ temporal: { client: grpc.temporal }, taskQueue: worker.taskQueue });
    expect(borrowed.temporal).toBe(grpc.temporal);
    expect(await borrowed.invoke('processOrder', order)).toEqual(done);
    await borrowed.close();
    expect(await grpc.invoke('processOrder', order)).toEqual(done);
  });

  it("uses the user's connection, and leaves it open", async () => {
    const borrowed = tfn.client({ temporal: { connection: worker.connection }, taskQueue: worker.taskQueue });
    expect(await borrowed.invoke('processOrder', order)).toEqual(done);
    await borrowed.close();
    expect(await worker.connection.workflowService.getSystemInfo({})).toBeDefined();
  });
});
