import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@tfn/core';
import { add, addItem, basket, closeBasket, count, slowly } from './fixtures/functions.ts';
import { startRawWorker } from './support/raw-worker.ts';
import type { RawWorker } from './support/raw-worker.ts';
import { transports } from './support/transports.ts';

let worker: RawWorker;
beforeAll(async () => {
  worker = await startRawWorker();
});
afterAll(() => worker.stop());

describe.each(transports)('a running workflow, over $name', ({ connect }) => {
  let client: Client;
  let handle: WorkflowHandle;

  beforeAll(() => {
    client = connect({ taskQueue: worker.taskQueue });
  });
  afterAll(() => client.close());
  beforeEach(async () => {
    handle = await client.start(basket);
  });
  afterEach(async () => {
    await handle.terminate().catch(() => undefined);
  });

  it('receives signals by definition and by name, with and without payload', async () => {
    await handle.signal(add, { sku: 'chair' });
    await client.signal(handle.workflowId, add, { sku: 'table' });
    await client.signal(handle.workflowId, 'add');
    await client.signal(handle.workflowId, closeBasket);
    expect(await handle.result()).toEqual(['chair', 'table', 'nothing']);
  });

  it('answers queries by definition and by name, with and without input', async () => {
    await handle.signal(add, { sku: 'chair' });
    await handle.signal(add, { sku: 'table' });
    expect(await handle.query(count)).toBe(2);
    expect(await handle.query(count, 'chair')).toBe(1);
    expect(await client.query(handle.workflowId, 'count', 'lamp')).toBe(0);
  });

  it('answers queries after it has closed', async () => {
    await handle.signal(add, { sku: 'chair' });
    await handle.signal(closeBasket);
    await handle.result();
    expect(await handle.query(count)).toBe(1);
  });

  it('handles updates by definition and by name', async () => {
    expect(await handle.update(addItem, { sku: 'chair' })).toBe(1);
    expect(await client.update(handle.workflowId, 'addItem', { sku: 'table' })).toBe(2);
  });

  it('gives a second update with the same id the outcome of the first', async () => {
    expect(await handle.update(addItem, { sku: 'chair' }, { updateId: '1' })).toBe(1);
    expect(await client.update(handle.workflowId, 'addItem', { sku: 'table' }, { updateId: '1' })).toBe(1);
    expect(await handle.update(addItem, { sku: 'lamp' }, { updateId: '2' })).toBe(2);
    await expect(handle.update(addItem, { sku: '' }, { updateId: '11' })).rejects.toMatchObject({
      code: 'TFN_UPDATE_REJECTED',
    });
    await expect(handle.update(addItem, { sku: 'x' }, { updateId: '' })).rejects.toMatchObject({
      code: 'TFN_OPTIONS_INVALID',
    });
  });

  it('accepts an update, whose result can be had later', async () => {
    const update = await handle.startUpdate(slowly, 'chair', { updateId: 'u-1' });
    expect(update).toMatchObject({ updateId: 'u-1', workflowId: handle.workflowId });
    expect(await handle.query(count)).toBe(0);
    await handle.signal(add, { sku: 'go on' });
    expect(await update.result()).toBe('chair, after 1');
    const failing = await client.startUpdate(handle.workflowId, 'addItem', { sku: 'bomb' });
    await expect(failing.result()).rejects.toMatchObject({
      code: 'TFN_UPDATE_FAILED',
      message: expect.stringContaining('Explosion: boom'),
    });
    const done = await handle.startUpdate(addItem, { sku: 'table' });
    await handle.signal(closeBasket);
    await handle.result();
    expect(await done.result()).toBe(2);
  });

  it('says that it did not accept an update that was to be started', async () => {
    await expect(handle.startUpdate(addItem, { sku: '' })).rejects.toMatchObject({ code: 'TFN_UPDATE_REJECTED' });
    await expect(handle.startUpdate('removeItem')).rejects.toMatchObject({ code: 'TFN_UPDATE_UNKNOWN' });
  });

  it('says why an accepted update has no result when the workflow closed before', async () => {
    const update = await handle.startUpdate(slowly, 'chair');
    await handle.terminate();
    await expect(update.result()).rejects.toMatchObject({
      code: 'TFN_UPDATE_FAILED',
      message: expect.stringContaining('the Workflow completed before the Update completed'),
    });
  });

  it('lists the queries that it handles when it gets an unknown one', async () => {
    await expect(handle.query('total')).rejects.toMatchObject({
      code: 'TFN_QUERY_UNKNOWN',
      message: `The workflow '${handle.workflowId}' does not handle the query 'total'. It handles: 'count', 'broken'. Handle it with ctx.onQuery.`,
      details: { known: ['count', 'broken'] },
    });
  });

  it('says why a query failed', async () => {
    await expect(handle.query('broken')).rejects.toMatchObject({
      code: 'TFN_QUERY_FAILED',
      details: { reason: 'cannot count' },
    });
  });

  it('says that no worker answers a query', async () => {
    const hurried = connect({ connectTimeout: '1s' });
    const lonely = await client.start(basket, undefined, { taskQueue: `unpolled-${randomUUID()}` });
    await expect(hurried.query(lonely.workflowId, 'count')).rejects.toMatchObject({
      code: 'TFN_QUERY_FAILED',
      details: { reason: 'no worker of its task queue answered in time' },
    });
    await lonely.terminate();
    await hurried.close();
  });

  it('distinguishes an update that it rejected from one that failed', async () => {
    await expect(handle.update(addItem, { sku: '' })).rejects.toMatchObject({
      code: 'TFN_UPDATE_REJECTED',
      message: `The workflow '${handle.workflowId}' rejected the update 'addItem': Error: the sku is empty.`,
    });
    await expect(handle.update(addItem, { sku: 'bomb' })).rejects.toMatchObject({
      code: 'TFN_UPDATE_FAILED',
      message: `The update 'addItem' of the workflow '${handle.workflowId}' failed: Explosion: boom.`,
    });
  });

  it('is not reported as lacking a handler when another workflow that its handler calls lacks one', async () => {
    await expect(handle.update(addItem, { sku: 'elsewhere' })).rejects.toMatchObject({ code: 'TFN_UPDATE_FAILED' });
  });

  it('says that it does not handle an update', async () => {
    await expect(handle.update('removeItem')).rejects.toMatchObject({
      code: 'TFN_UPDATE_UNKNOWN',
      details: { update: 'removeItem' },
    });
  });

  it.each<[string, (target: WorkflowHandle) => Promise<unknown>]>([
    ['signal', (target) => target.signal(closeBasket)],
    ['update', (target) => target.update(addItem, { sku: 'x' })],
    ['terminate', (target) => target.terminate()],
  ])('cannot be reached by %s after it has closed', async (_, act) => {
    await handle.signal(closeBasket);
    await handle.result();
    await expect(act(handle)).rejects.toMatchObject({
      code: 'TFN_WORKFLOW_ENDED',
      message: expect.stringContaining(`The workflow '${handle.workflowId}' has closed`),
    });
  });

  it('can be cancelled after it has closed, without effect', async () => {
    await handle.signal(closeBasket);
    await handle.result();
    await handle.cancel();
    expect((await handle.describe()).status).toBe('completed');
  });

  it.each<[string, (target: WorkflowHandle) => Promise<unknown>]>([
    ['result', (target) => target.result()],
    ['signal', (target) => target.signal(closeBasket)],
    ['query', (target) => target.query(count)],
    ['update', (target) => target.update(addItem, { sku: 'x' })],
    ['cancel', (target) => target.cancel()],
    ['terminate', (target) => target.terminate()],
    ['describe', (target) => target.describe()],
  ])('is reported by %s if it never existed', async (_, act) => {
    const workflowId = `never-${randomUUID()}`;
    await expect(act(client.getHandle(workflowId))).rejects.toMatchObject({
      code: 'TFN_WORKFLOW_NOT_FOUND',
      message: expect.stringContaining(`There is no workflow '${workflowId}' in the namespace 'default'`),
    });
  });

  it.each<[string, (payload: unknown) => Promise<unknown>]>([
    ["the signal 'add'", (payload) => handle.signal('add', payload)],
    ["the query 'count'", (payload) => handle.query('count', payload)],
    ["the update 'addItem'", (payload) => handle.update('addItem', payload)],
  ])('receives nothing when the input of %s cannot be sent', async (what, act) => {
    await expect(act({ amounts: [1, Symbol('x')] })).rejects.toMatchObject({
      code: 'TFN_INPUT_UNSERIALIZABLE',
      details: { what, path: 'input.amounts[1]', problem: 'a symbol' },
    });
  });
});
