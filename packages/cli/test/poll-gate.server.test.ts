import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createPollGate, HEARTBEAT_INTERVAL } from '../src/dev/runner/poll-gate.ts';
import type { PollGate } from '../src/dev/runner/poll-gate.ts';
import { startProxy } from '../../../test/faults/support/proxy.ts';
import type { Proxy } from '../../../test/faults/support/proxy.ts';
import { eventually } from './support/project.ts';

jest.setTimeout(120_000);

const address = process.env['TFN_TEST_ADDRESS'] as string;
const namespace = 'default';

let client: Client;
/** Makes what is in flight for long enough. */
let far: Proxy;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), workerHeartbeatInterval: HEARTBEAT_INTERVAL });
  client = new Client({ connection: await Connection.connect({ address }) });
  far = await startProxy(address, { delay: 300 });
});
afterAll(async () => {
  await client.connection.close();
  await far.close();
});

/** Starts an execution, stops the worker while the execution's task is on its way to it, and returns the execution. */
async function stopMeanwhile(stop: (worker: Worker, gate: PollGate) => Promise<void>): Promise<WorkflowHandle> {
  const connection = await NativeConnection.connect({ address: far.address });
  const gate = createPollGate(connection, namespace);
  const taskQueue = `gate-${randomUUID()}`;
  const worker = await Worker.create({
    ...{ connection, namespace, taskQueue, maxCachedWorkflows: 0, maxConcurrentWorkflowTaskPolls: 2 },
    workflowsPath: require.resolve('./fixtures/short.cjs'),
    ...gate.options,
  });
  const ended = worker.run();
  await eventually(async () => {
    const query = `TaskQueue="${taskQueue}"`;
    const { workers } = await client.workflowService.listWorkers({ namespace, query });
    return workers.length > 0 ? true : undefined;
  });
  await gate.open([taskQueue]);
  const handle = await client.workflow.start('short', {
    ...{ taskQueue, workflowId: taskQueue, workflowTaskTimeout: '2m' },
  });
  await stop(worker, gate);
  await ended;
  await connection.close();
  return handle;
}

async function isRunning(handle: WorkflowHandle): Promise<boolean> {
  return (await handle.describe()).status.name === 'RUNNING';
}

test('a worker that stops completes the workflow task that is on its way to it', async () => {
  const handle = await stopMeanwhile(async (worker, gate) => {
    await gate.close();
    worker.shutdown();
  });
  expect(await isRunning(handle)).toBe(false);
});

// Fails when the SDK no longer needs our workaround.
test('the SDK alone loses it', async () => {
  const handle = await stopMeanwhile(async (worker) => worker.shutdown());
  expect(await isRunning(handle)).toBe(true);
  await handle.terminate();
});

test('closes where Temporal does not know the workers, and when Temporal is gone', async () => {
  const gone = await startProxy(address, {});
  const connection = await NativeConnection.connect({ address: gone.address });
  const gate = createPollGate(connection, namespace);
  await gate.close();
  await gone.close();
  void gate.open([`gate-${randomUUID()}`]);
  await gate.close();
  await connection.close();
});
