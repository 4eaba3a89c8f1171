import { randomUUID } from 'node:crypto';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { NativeConnection } from '@temporalio/worker';
import { tfn as clientTfn } from '@tfn/client';
import { tfn as workerTfn } from '@tfn/worker';
import { flaky, greet, greetTwice, ping, refuse, shout } from '../fixtures/greetings.ts';

Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
const temporal = { address: process.env['TFN_TEST_ADDRESS'] as string };

describe('a client and a worker', () => {
  const taskQueue = `together-${randomUUID()}`;
  const client = clientTfn.client({ temporal, taskQueue });
  const worker = workerTfn.worker({ temporal, taskQueue });
  let stopped: Promise<void>;

  beforeAll(async () => {
    for (const def of [flaky, greet, greetTwice, ping, refuse, shout]) worker.register(def);
    stopped = worker.start();
    await worker.ready();
  });
  afterAll(async () => {
    await client.close();
    await worker.stop();
    await stopped;
  });

  it('run a workflow together', async () => {
    expect(await client.invoke(greetTwice, 'Ada')).toEqual(['hello Ada, from here', 'hello Ada, from here']);
  });

  it('start workflows eagerly when the client has the connection of the worker', async () => {
    const shared = clientTfn.client({ temporal: { connection: worker.connection as NativeConnection }, taskQueue });
    try {
      const handle = await shared.start(greetTwice, 'Ada');
      expect(await handle.result()).toEqual(['hello Ada, from here', 'hello Ada, from here']);
      const { events } = await shared.temporal.workflow.getHandle(handle.workflowId).fetchHistory();
      expect(events?.[0]?.workflowExecutionStartedEventAttributes?.eagerExecutionAccepted).toBe(true);
    } finally {
      await shared.close();
    }
  });

  it("run a function durably without a user's workflow", async () => {
    expect(await client.invoke(greet, 'Ada')).toBe('hello Ada, from here');
    expect(await client.invoke(ping)).toBe('pong');
    const handle = await client.start(greet, 'Bob', { workflowId: `greet-${randomUUID()}` });
    expect(await handle.result()).toBe('hello Bob, from here');
  });

  it("check a function's input by its schema before anything starts", async () => {
    expect(await client.invoke(shout, { text: ' hi ' })).toBe('HI');
    await expect(client.invoke(shout, { text: '  ' })).rejects.toMatchObject({
      code: 'TFN_INPUT_INVALID',
      details: { issues: [{ path: 'text' }] },
    });
  });

  it("retry a function by its options, which the call's options override", async () => {
    expect(await client.invoke(flaky)).toBe(3);
    await expect(client.invoke(refuse, 'full', { retry: { maximumAttempts: 1 } })).rejects.toMatchObject({
      code: 'TFN_WORKFLOW_FAILED',
      message: expect.stringMatching(/^The function 'refuse' \('refuse-.*'\) failed: .*RangeError: full\.$/),
      details: { rootCause: { type: 'RangeError', message: 'full' } },
    });
  });

  it('return the result of a function that ran before with the same id', async () => {
    const workflowId = `greet-${randomUUID()}`;
    await client.invoke(greet, 'Ada', { workflowId });
    expect(await client.invoke(greet, 'someone else', { workflowId })).toBe('hello Ada, from here');
  });
});
