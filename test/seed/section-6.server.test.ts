import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startDevServer } from '@tfn/testing/server';
import type { DevServer } from '@tfn/testing/server';
import { describeSpellings } from './support/spellings.ts';
import type { Client } from './support/with-worker.ts';

/** The API package of the project, compiled with browser types: see its tsconfig.json. */
interface Api {
  handleOrders(request: Request): Promise<Response>;
  client: Client;
}

describeSpellings("the document's section 6: functions, worker and api as packages of one project", (spelling) => {
  let server: DevServer;
  let api: Api;
  const workers: ChildProcess[] = [];

  beforeAll(async () => {
    server = await startDevServer({ namespace: 'production', startTimeout: 120_000 });
    process.env['TEMPORAL_ADDRESS'] = server.address;
    api = spelling.load<Api>('project/packages/api/src/index.ts');
  });
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await api.client.close();
    await server.stop();
    delete process.env['TEMPORAL_ADDRESS'];
  });

  /** The worker package in its own process. */
  const startWorker = (file: string): ChildProcess => {
    const cwd = join(spelling.folder, 'project/packages/worker');
    const tsx = pathToFileURL(require.resolve('tsx')).href;
    const worker = spawn(process.execPath, ['--import', tsx, join('src', file)], {
      cwd,
      env: process.env,
      stdio: 'ignore',
    });
    workers.push(worker);
    return worker;
  };
  const stopWorker = async (worker: ChildProcess): Promise<unknown> => {
    const exit = once(worker, 'exit');
    worker.kill('SIGTERM');
    return (await exit)[0];
  };
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return (await api.handleOrders(new Request(`http://localhost/orders${path}`, init))).json();
  };

  /** A query before that may fail: the worker answers it together with the first task. */
  const untilBegun = async (workflowId: string): Promise<void> => {
    const handle = api.client.temporal.workflow.getHandle(workflowId);
    const isBegun = async (): Promise<boolean> =>
      ((await handle.fetchHistory()).events ?? []).some((event) => event.workflowTaskCompletedEventAttributes);
    while (!(await isBegun())) await new Promise((later) => setTimeout(later, 20));
  };

  test('runs with a worker that registers each definition', async () => {
    const worker = startWorker('index.ts');
    expect(await call('POST', '', { id: 'six', total: 10 })).toMatchObject({ orderId: 'six', status: 'complete' });
    const held = { id: 'held', total: 10, onHold: true };
    const started = { workflowId: 'order-held', status: 'started' };
    expect(await call('POST', '/async', held)).toEqual(started);
    expect(await call('POST', '/async', held)).toEqual(started);
    await untilBegun('order-held');
    expect(await call('GET', '/held')).toEqual({ status: 'processing' });
    expect(await call('POST', '/held/cancel')).toEqual({ cancelled: true });
    expect(await call('GET', '/held')).toEqual({ status: 'cancelled: user_requested' });
    expect(await stopWorker(worker)).toBe(0);
  });

  test('runs with a worker that registers the whole module', async () => {
    const worker = startWorker('module.ts');
    expect(await call('POST', '', { id: 'module', total: 1 })).toMatchObject({ status: 'complete' });
    expect(await stopWorker(worker)).toBe(0);
  });
});
