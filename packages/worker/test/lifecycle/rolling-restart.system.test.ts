import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { address, until } from '../support/harness.ts';
import { startWorkerProcess } from '../support/worker-process.ts';
import type { WorkerProcess } from '../support/worker-process.ts';

const COUNT = 500;
jest.setTimeout(180_000);

let connection: Connection;
let client: Client;
const folder = mkdtempSync(join(tmpdir(), 'rolling-'));
const file = join(folder, 'steps');
let taskQueue: string;
const processes: WorkerProcess[] = [];

beforeAll(async () => {
  connection = await Connection.connect({ address });
  client = new Client({ connection });
});
beforeEach(() => {
  taskQueue = `rolling-${randomUUID()}`;
});
afterEach(async () => {
  for (const worker of processes) worker.kill('SIGKILL');
  await Promise.all(processes.splice(0).map(({ ended }) => ended));
});
afterAll(async () => {
  await connection.close();
  rmSync(folder, { recursive: true });
});

const startWorker = async (graceTime = '20s'): Promise<WorkerProcess> => {
  const worker = startWorkerProcess('rolling-worker.cjs', [address, taskQueue, file, graceTime]);
  processes.push(worker);
  await worker.said('ready');
  return worker;
};

test('a rolling restart of three workers under load loses, fails and repeats none of 500 workflows', async () => {
  const workers = await Promise.all([startWorker(), startWorker(), startWorker()]);
  const results: Promise<unknown>[] = [];
  let [started, done] = [0, 0];
  const feed = async (): Promise<void> => {
    while (started < COUNT) {
      started += 1;
      const handle = await client.workflow.start('order', { taskQueue, workflowId: `order-${randomUUID()}`, args: [] });
      results.push(handle.result().finally(() => void (done += 1)));
    }
  };
  const feeding = Promise.all([feed(), feed()]);
  for (const [index, old] of workers.entries()) {
    await until(() => done >= 50 + 120 * index);
    old.kill('SIGTERM');
    expect(await old.ended).toBe(0);
    await startWorker();
  }
  await feeding;
  expect(new Set((await Promise.all(results)).map(String))).toEqual(new Set(['charge,ship']));

  // Each step of each workflow started once and ended once.
  const notes = readFileSync(file, 'utf8').trim().split('\n');
  expect(new Set(notes).size).toBe(notes.length);
  expect(notes.filter((note) => note.startsWith('begin')).length).toBe(2 * COUNT);
  expect(notes.filter((note) => note.startsWith('end')).length).toBe(2 * COUNT);
});

test('a function that does not end in time is cancelled at shutdown, and resumes on another worker from its last heartbeat', async () => {
  const old = await startWorker('50ms');
  const handle = await client.workflow.start('shipment', {
    taskQueue,
    workflowId: `shipment-${randomUUID()}`,
    args: [],
  });
  await until(() => existsSync(file) && readFileSync(file, 'utf8').includes(`begin ${handle.workflowId} pack`));
  old.kill('SIGTERM');
  expect(await old.ended).toBe(0);
  await startWorker();
  expect(await handle.result()).toEqual({ from: 'the third parcel', attempt: 2 });
  expect(readFileSync(file, 'utf8')).toContain(`WORKER_SHUTDOWN ${handle.workflowId} pack`);
});
