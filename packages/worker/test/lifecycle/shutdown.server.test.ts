import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import * as functions from '../fixtures/functions.ts';
import { address, eventsOf, failureOf, startHarness, until } from '../support/harness.ts';
import { startWorkerProcess } from '../support/worker-process.ts';
import type { WorkerProcess } from '../support/worker-process.ts';

describe('a worker process', () => {
  let connection: Connection;
  let client: Client;
  const processes: WorkerProcess[] = [];
  beforeAll(async () => {
    connection = await Connection.connect({ address });
    client = new Client({ connection });
  });
  afterAll(async () => {
    for (const worker of processes) worker.kill('SIGKILL');
    await Promise.all(processes.map(({ ended }) => ended));
    await connection.close();
  });

  const startProcess = (file: string, args: readonly string[]): WorkerProcess => {
    const worker = startWorkerProcess(file, args);
    processes.push(worker);
    return worker;
  };
  const startHolding = (taskQueue: string) =>
    client.workflow.start('holding', { taskQueue, workflowId: randomUUID(), args: [] });

  test.each(['SIGTERM', 'SIGINT'] as const)('lets its function end after %s, and exits with code 0', async (signal) => {
    const taskQueue = `shutdown-${randomUUID()}`;
    const worker = startProcess('worker.cjs', [address, taskQueue, '1m']);
    const handle = await startHolding(taskQueue);
    await worker.said('begun');
    worker.kill(signal);
    await worker.said('signalled');
    worker.send('finish');
    await worker.said('stopped');
    expect(await worker.ended).toBe(0);
    const completed = (await eventsOf(handle)).find((event) => event.activityTaskCompletedEventAttributes);
    const [payload] = completed?.activityTaskCompletedEventAttributes?.result?.payloads ?? [];
    expect(Buffer.from(payload?.data ?? []).toString()).toBe('"finished"');
    await handle.terminate();
  });

  test('aborts the signal of a function that runs longer than shutdownGraceTime', async () => {
    const taskQueue = `shutdown-${randomUUID()}`;
    const worker = startProcess('worker.cjs', [address, taskQueue, '50ms']);
    const handle = await startHolding(taskQueue);
    await worker.said('begun');
    worker.kill('SIGTERM');
    await worker.said('aborted');
    await worker.said('stopped');
    expect(await worker.ended).toBe(0);
    await handle.terminate();
  });

  test('abandons a function that ignores its signal, and exits with code 0', async () => {
    const taskQueue = `shutdown-${randomUUID()}`;
    const worker = startProcess('stubborn-worker.cjs', [address, taskQueue]);
    const handle = await client.workflow.start('waits', { taskQueue, workflowId: randomUUID(), args: [] });
    await worker.said('begun');
    worker.kill('SIGTERM');
    await worker.said('stopped');
    expect(await worker.ended).toBe(0);
    await handle.terminate();
  });

  test('abandons a workflow whose task does not end, with no thread that keeps the process alive, and exits with code 0', async () => {
    const taskQueue = `shutdown-${randomUUID()}`;
    const worker = startProcess('stubborn-worker.cjs', [address, taskQueue]);
    const handle = await client.workflow.start('spins', { taskQueue, workflowId: randomUUID(), args: [] });
    await until(async () => (await eventsOf(handle)).some((event) => event.workflowTaskStartedEventAttributes));
    worker.kill('SIGTERM');
    await worker.said('stopped');
    expect(await worker.ended).toBe(0);
    await handle.terminate();
  });

  test('runs a module with a top-level await by its path', async () => {
    const taskQueue = `esm-${randomUUID()}`;
    const file = join(__dirname, '../fixtures/modules/top-level-await.mjs');
    const worker = startProcess('esm-worker.cjs', [address, taskQueue, file]);
    await worker.said('ready');
    const count = await client.workflow.execute('counts', { taskQueue, workflowId: randomUUID(), args: [] });
    expect(count).toBeGreaterThan(10);
    worker.send('stop');
    expect(await worker.ended).toBe(0);
  });
});

test('a worker that begins to stop is not ready from then on, while its function still runs', async () => {
  const harness = await startHarness(functions, { shutdownGraceTime: '30s', maxHeartbeatThrottleInterval: 80 });
  const { worker } = harness;
  const mark = randomUUID();
  const handle = await harness.start(functions.cancelsItself, mark);
  await until(() => functions.begun.has(mark));
  expect(await worker.health.report()).toMatchObject({ ready: true });
  // Like Temporal's runtime on a signal.
  worker.temporal?.shutdown();
  expect(await worker.health.report()).toMatchObject({ ready: false });
  expect(functions.aborted.has(mark)).toBe(false);
  await handle.terminate();
  await harness.stop();
});

describe('worker.stop', () => {
  test('cancels the running function after the grace time, and resolves when everything is closed', async () => {
    const harness = await startHarness(functions, { shutdownGraceTime: 50 });
    const mark = randomUUID();
    const handle = await harness.start(functions.cancelsItself, mark);
    await until(() => functions.begun.has(mark));
    const { worker } = harness;
    await worker.stop();
    expect(functions.aborted.has(mark)).toBe(true);
    expect(worker.temporal?.getState()).toBe('STOPPED');
    await handle.terminate();
    await failureOf(handle.result());
    await harness.stop();
  });
});
