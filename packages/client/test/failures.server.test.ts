import { randomUUID } from 'node:crypto';
import type { Client } from '@tfn/core';
import { ActivityFailure, ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { WorkflowFailedError } from '@temporalio/client';
import * as functions from './fixtures/functions.ts';
import { startRawWorker } from './support/raw-worker.ts';
import type { RawWorker } from './support/raw-worker.ts';
import { transports } from './support/transports.ts';

let worker: RawWorker;
beforeAll(async () => {
  worker = await startRawWorker();
});
afterAll(() => worker.stop());

describe.each(transports)('a workflow that does not complete, over $name', ({ connect }) => {
  let client: Client;

  beforeAll(() => {
    client = connect({ taskQueue: worker.taskQueue });
  });
  afterAll(() => client.close());

  const failure = async (how: string): Promise<Error & { cause: unknown; details: Record<string, unknown> }> => {
    const handle = await client.start('fails', how);
    return handle.result().then(
      () => Promise.reject(new Error('it did not fail')),
      (error: unknown) =>
        ({ ...(error as object), message: (error as Error).message, cause: (error as Error).cause }) as never,
    );
  };

  it('rejects with the type and message of the thrown error, and the id', async () => {
    const error = await failure('directly');
    expect(error).toMatchObject({
      code: 'TFN_WORKFLOW_FAILED',
      details: {
        workflowId: expect.stringMatching(/^fails-/),
        runId: expect.any(String),
        workflowType: 'fails',
        rootCause: { type: 'OutOfStock', message: 'No chairs left.' },
      },
    });
    expect(error.message).toBe(
      `The workflow 'fails' ('${String(error.details['workflowId'])}') failed: OutOfStock: No chairs left.`,
    );
  });

  it('rejects with the root cause of a chain, described in one line, and keeps the chain as its cause', async () => {
    const error = await failure('in a function');
    expect(error.details['rootCause']).toEqual({ type: 'CardDeclined', message: 'no funds for 5' });
    expect(error.message).toMatch(
      /failed: OrderError: order 1 failed ← function 'decline' ← CardDeclined: no funds for 5\.$/,
    );
    const chain = [error.cause];
    for (let link = error.cause; link instanceof Error && link.cause !== undefined; link = link.cause)
      chain.push(link.cause);
    const classes = [WorkflowFailedError, ApplicationFailure, ActivityFailure, ApplicationFailure];
    expect(chain).toHaveLength(classes.length);
    for (const [at, sdkClass] of classes.entries()) expect(chain[at]).toBeInstanceOf(sdkClass);
  });

  it('shows a tfn error code as the type of the root cause', async () => {
    expect((await failure('with our code')).details['rootCause']).toEqual({
      type: 'TFN_FUNCTION_UNKNOWN',
      message: 'outer',
    });
  });

  it('rejects with a readable message when no reason was given', async () => {
    expect((await failure('without a reason')).details['rootCause']).toEqual({
      type: 'ApplicationFailure',
      message: '',
    });
  });

  it('says that a workflow was cancelled', async () => {
    const handle = await client.start(functions.sleeper);
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({
      code: 'TFN_WORKFLOW_CANCELLED',
      message: `The workflow 'sleeper' ('${handle.workflowId}') was cancelled.`,
    });
    expect((await handle.describe()).status).toBe('cancelled');
  });

  it('says why a workflow was terminated', async () => {
    const handle = await client.start(functions.sleeper);
    await client.terminate(handle.workflowId, 'no longer needed');
    await expect(handle.result()).rejects.toMatchObject({
      code: 'TFN_WORKFLOW_TERMINATED',
      message: `The workflow 'sleeper' ('${handle.workflowId}') was terminated: no longer needed.`,
    });
  });

  it('says what to do about a workflow that timed out', async () => {
    const handle = await client.start(functions.sleeper, undefined, { executionTimeout: '1s' });
    await expect(handle.result()).rejects.toMatchObject({
      code: 'TFN_WORKFLOW_TIMED_OUT',
      message: expect.stringContaining('did not complete within its executionTimeout or runTimeout'),
    });
    expect((await handle.describe()).status).toBe('timed-out');
  });

  it('says the same through a handle made from an id', async () => {
    const workflowId = `gone-${randomUUID()}`;
    await client.start('fails', 'directly', { workflowId });
    await expect(client.getHandle(workflowId).result()).rejects.toMatchObject({
      code: 'TFN_WORKFLOW_FAILED',
      message: `The workflow ('${workflowId}') failed: OutOfStock: No chairs left.`,
    });
    await expect(client.getHandle(functions.sleeper, workflowId).result()).rejects.toThrow("The workflow 'sleeper' (");
  });
});

describe('one failure, reported by both transports', () => {
  const clients = transports.map(({ connect }) => connect({}));
  afterAll(() => Promise.all(clients.map((client) => client.close())));

  it.each(['directly', 'in a function', 'in a child', 'out of time', 'with details', 'without a reason'])(
    'has the same messages, stacks, fields and causes: %s',
    async (how) => {
      const [first] = clients as [Client];
      const { workflowId } = await first.start('fails', how, { taskQueue: worker.taskQueue });
      const [overGrpc, overHttp] = await Promise.all(
        clients.map(async (client) =>
          toPlain(
            await client
              .getHandle(workflowId)
              .result()
              .catch((error) => error),
          ),
        ),
      );
      expect(overHttp).toEqual(overGrpc);
      expect(overGrpc).toMatchObject({ code: 'TFN_WORKFLOW_FAILED', cause: { name: 'WorkflowFailedError' } });
    },
  );
});

/** All fields of a chain of errors, without the stack of our own error, and without empty fields, which JSON omits. */
function toPlain(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { failure: _failure, ...fields } = error as Error & { failure?: unknown };
  const stack = error instanceof TemporalFailure ? error.stack : undefined;
  const plain = { ...fields, name: error.name, message: error.message, stack, cause: toPlain(error.cause) };
  return Object.fromEntries(
    Object.entries(plain).filter(([key, value]) => value !== undefined && !(key === 'identity' && value === '')),
  );
}
