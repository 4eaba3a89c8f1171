import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import pino from 'pino';
import { installRuntime, tfn } from '@tfn/worker';
import type { Worker } from '@tfn/worker';
import * as shop from './fixtures/shop.ts';

const address = process.env['TFN_TEST_ADDRESS'] as string;
const CARD = 'card-4242424242424242';

type Line = Record<string, unknown> & { msg: string };

describe('the log of a worker', () => {
  const lines: Line[] = [];
  const texts: string[] = [];
  const logger = pino(
    { level: 'trace' },
    {
      write(text: string) {
        texts.push(text);
        lines.push(JSON.parse(text) as Line);
      },
    },
  );
  const taskQueue = `logs-${randomUUID()}`;
  let worker: Worker;
  let stopped: Promise<void>;
  let connection: Connection;
  let client: Client;

  beforeAll(async () => {
    // No cache, so that each task replays the previous ones.
    worker = tfn.worker({ temporal: { address }, taskQueue, logger, maxCachedWorkflows: 0 }).registerModule(shop);
    stopped = worker.start();
    await worker.ready();
    connection = await Connection.connect({ address });
    client = new Client({ connection });
  });

  afterAll(async () => {
    await connection.close();
    await worker.stop();
    await stopped;
  });

  const find = async (isIt: (line: Line) => boolean): Promise<Line> => {
    for (;;) {
      const found = lines.find(isIt);
      if (found !== undefined) return found;
      await new Promise((done) => setTimeout(done, 20));
    }
  };

  const start = (workflow: string) =>
    client.workflow.start(workflow, { taskQueue, workflowId: `${workflow}-${randomUUID()}`, args: [CARD] });

  it('has each log entry of workflows and functions once, with id, run, name and attempt', async () => {
    const handle = await start('buy');
    await handle.result();
    const { workflowId, firstExecutionRunId: runId } = handle;
    expect(await find(({ msg }) => msg === 'after')).toMatchObject({
      ...{ level: 30, component: 'workflow', step: 2 },
      ...{ workflowId, runId, name: 'buy', attempt: 1, taskQueue, namespace: 'default' },
    });
    expect(await find(({ msg }) => msg === 'charging')).toMatchObject({
      ...{ level: 30, component: 'activity', step: 'charge' },
      ...{ workflowId, runId, name: 'charge', attempt: 1, taskQueue, workflowType: 'buy' },
    });
    await find(({ msg, name }) => msg === 'Workflow completed' && name === 'buy');
    expect(lines.filter(({ msg }) => msg === 'before')).toHaveLength(1);
    expect(lines.filter(({ msg }) => msg === 'Workflow started')).toHaveLength(1);
  });

  it("has the entries of the worker and of the SDK's core", async () => {
    await find(({ msg, component }) => msg === 'Worker state changed' && component === 'worker');
    const handle = await start('unheard-of');
    const entry = await find(({ msg, component }) => msg.startsWith('Failing workflow task') && component === 'core');
    expect(entry).toMatchObject({
      ...{ level: 40, runId: handle.firstExecutionRunId, problem: expect.stringContaining('unheard-of') },
    });
    await handle.terminate();
  });

  it('never has a payload: no input, no result, no details of a failure, at no level', async () => {
    await expect((await start('fail')).result()).rejects.toThrow();
    const failed = await find(({ msg, name }) => msg === 'Activity failed' && name === 'refuse');
    expect(failed).toMatchObject({
      err: { type: 'ApplicationFailure', failureType: 'CardRefused', message: 'refused', stack: expect.any(String) },
    });
    await find(({ msg, name }) => msg === 'Workflow failed' && name === 'fail');
    const sent = Buffer.from(JSON.stringify(CARD));
    for (const form of [CARD, sent.toString('base64'), [...sent].join(','), [...sent].join(', ')])
      expect(texts.filter((text) => text.includes(form))).toEqual([]);
  });

  it('is one for all workers of the process', async () => {
    await expect(installRuntime({ logger })).resolves.toBeDefined();
    await expect(installRuntime({ logger: pino({ level: 'silent' }) })).rejects.toMatchObject({
      code: 'TFN_RUNTIME_INSTALLED',
    });
    await expect(installRuntime({ metrics: true })).rejects.toMatchObject({ code: 'TFN_RUNTIME_INSTALLED' });
  });
});
