import { randomUUID } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { tfn } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import type { Client, WorkflowHandle } from '@tfn/core';
import * as functions from './fixtures/functions.ts';
import { startRawWorker } from './support/raw-worker.ts';
import type { RawWorker } from './support/raw-worker.ts';
import { address, transports } from './support/transports.ts';

const order = { id: '7', amount: 5 };

let worker: RawWorker;
/** Reads the histories of what the tested client started. */
let grpc: TfnClient;
beforeAll(async () => {
  worker = await startRawWorker();
  grpc = tfn.client({ temporal: { address }, taskQueue: worker.taskQueue });
});
afterAll(async () => {
  await grpc.close();
  await worker.stop();
});

describe.each(transports)('workflow ids, over $name', ({ name, connect }) => {
  let client: Client;
  beforeAll(() => {
    client = connect({ taskQueue: worker.taskQueue });
  });
  afterAll(() => client.close());

  describe.each([true, false])('an id that something else holds (running: %p)', (running) => {
    const taken = { code: 'TFN_WORKFLOW_EXISTS' };
    const { charge } = functions;
    const refund = tfn.fn('refund', async (_order: functions.Order) => 'refunded');
    let workflowId: string;
    /** Starts the holder of the id. */
    const hold = async (target: 'sleeper' | typeof charge): Promise<WorkflowHandle> => {
      workflowId = `held-${randomUUID()}`;
      const handle = await client.start(target as 'sleeper', undefined, { workflowId });
      if (!running) await handle.terminate();
      return handle;
    };

    it.each(['use-existing', 'fail', 'restart'] as const)(
      'is refused to a workflow, with onDuplicate %p',
      async (how) => {
        const holder = await hold('sleeper');
        await expect(client.start('echo', 1, { workflowId, onDuplicate: how })).rejects.toMatchObject({
          ...taken,
          message: expect.stringContaining(
            `A workflow '${workflowId}' already exists, so 'echo' was not started: the workflow 'sleeper' has the id. Use another workflowId.`,
          ),
        });
        await expect(client.invoke('echo', 1, { workflowId, onDuplicate: how })).rejects.toMatchObject(taken);
        await expect(client.invoke(charge, order, { workflowId, onDuplicate: how })).rejects.toMatchObject(taken);
        const { runId, status } = await holder.describe();
        expect([runId, status]).toEqual([holder.runId, running ? 'running' : 'terminated']);
        if (running) await holder.terminate();
      },
    );

    it.each(['use-existing', 'restart'] as const)(
      'is refused to another function, with onDuplicate %p',
      async (how) => {
        const unpolled = connect({ taskQueue: `unpolled-${randomUUID()}` });
        workflowId = `held-${randomUUID()}`;
        const holder = await unpolled.start(charge, order, { workflowId });
        if (!running) await holder.terminate();
        await expect(client.start(refund, order, { workflowId, onDuplicate: how })).rejects.toMatchObject({
          ...taken,
          message: expect.stringContaining("so 'refund' was not started: the function 'charge' has the id."),
        });
        const same = await unpolled.start(charge, order, { workflowId, onDuplicate: how });
        expect(same.runId === holder.runId || same.runId === undefined).toBe(how === 'use-existing');
        if (running || how === 'restart') await same.terminate();
        await unpolled.close();
      },
    );
  });

  it("updates with a start, where Temporal's API has that", async () => {
    const workflowId = `basket-${randomUUID()}`;
    const options = { workflowId, update: functions.addItem };
    const first = client.updateWithStart(functions.basket, { ...options, payload: { sku: 'chair' } });
    if (name === 'HTTP')
      return expect(first).rejects.toMatchObject({
        code: 'TFN_REQUEST_REFUSED',
        message: expect.stringContaining("Temporal's HTTP API has no update-with-start"),
      });
    const { result, handle } = await first;
    expect([result, handle.workflowId]).toEqual([1, workflowId]);
    const again = { ...options, payload: { sku: 'table' }, updateId: 'u' };
    expect((await client.updateWithStart(functions.basket, again)).result).toBe(2);
    const repeated = await client.updateWithStart('basket', again);
    expect([repeated.result, repeated.handle.runId]).toEqual([2, handle.runId]);
    await expect(client.updateWithStart(functions.basket, { ...options, payload: { sku: '' } })).rejects.toMatchObject({
      code: 'TFN_UPDATE_REJECTED',
    });
    await expect(
      client.updateWithStart(functions.basket, { ...options, payload: { sku: 'bomb' } }),
    ).rejects.toMatchObject({ code: 'TFN_UPDATE_FAILED' });
    await expect(
      client.updateWithStart(functions.basket, { ...options, payload: { sku: 'x'.repeat(3_000_000) } }),
    ).rejects.toMatchObject({ code: 'TFN_PAYLOAD_TOO_LARGE' });
    await expect(client.updateWithStart('sleeper', { ...options, payload: { sku: 'x' } })).rejects.toMatchObject({
      code: 'TFN_WORKFLOW_EXISTS',
    });
    await handle.signal(functions.closeBasket);
    expect(await handle.result()).toEqual(['chair', 'table']);
    return undefined;
  });

  it('signals nothing else that holds the id', async () => {
    const workflowId = `held-${randomUUID()}`;
    const holder = await client.start('sleeper', undefined, { workflowId });
    const options = { workflowId, signal: functions.add, payload: { sku: 'chair' } };
    await expect(client.signalWithStart(functions.basket, options)).rejects.toMatchObject({
      code: 'TFN_WORKFLOW_EXISTS',
      message: expect.stringContaining("so 'basket' was not started: the workflow 'sleeper' has the id"),
    });
    const { events } = await grpc.temporal.workflow.getHandle(workflowId).fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toEqual([]);
    await holder.terminate();
  });
});

describe('workflow ids in a race', () => {
  it.each([1, 100])(
    'never adopts an execution that signalWithStart could not signal (rejected %d times)',
    async (times) => {
      let rejections = 0;
      const racing = tfn.client({
        temporal: { address },
        taskQueue: worker.taskQueue,
        interceptors: {
          workflow: [
            {
              async signalWithStart(input, next) {
                if (++rejections > times) return next(input);
                throw new WorkflowExecutionAlreadyStartedError('already started', input.options.workflowId, 'basket');
              },
            },
          ],
        },
      });
      const workflowId = `race-${randomUUID()}`;
      const sent = racing.signalWithStart(functions.basket, { workflowId, signal: functions.closeBasket });
      if (times === 1) expect(await (await sent).result()).toEqual([]);
      else await expect(sent).rejects.toMatchObject({ code: 'TFN_WORKFLOW_EXISTS', details: { workflowId } });
      await racing.close();
    },
  );
});
