import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createMetrics } from '@tfn/core/telemetry';
import pino from 'pino';
import { tfn } from '@tfn/worker';
import { observeBacklog } from '../../src/telemetry/backlog.ts';
import { eventually, freePort } from '../../../cli/test/support/project.ts';
import * as shop from './fixtures/shop.ts';

const temporal = { address: process.env['TFN_TEST_ADDRESS'] as string };

/** A connection to Temporal that can be cut. */
async function openProxy(
  to: string,
): Promise<{ address: string; cut(): void; restore(): void; close(): Promise<void> }> {
  const [host = '', port] = to.split(':');
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((socket) => {
    if (!whole) return void socket.destroy();
    const onward = connect(Number(port), host);
    for (const each of [socket, onward]) {
      sockets.add(each);
      each.on('error', () => undefined).once('close', () => [socket, onward].map((end) => end.destroy()));
    }
    socket.pipe(onward).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      whole = false;
      for (const socket of sockets) socket.destroy();
    },
    restore() {
      whole = true;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

describe('the telemetry that a worker serves', () => {
  const taskQueue = `metrics-${randomUUID()}`;
  const logger = pino({ level: 'silent' });
  let address: string;
  let connection: Connection;
  let client: Client;

  beforeAll(async () => {
    address = `127.0.0.1:${await freePort()}`;
    connection = await Connection.connect(temporal);
    client = new Client({ connection });
  });

  afterAll(() => connection.close());

  const get = (path: string): Promise<Response> => fetch(`http://${address}${path}`);
  const start = (workflow: string, queue = taskQueue) =>
    client.workflow.start(workflow, { taskQueue: queue, workflowId: `${workflow}-${randomUUID()}`, args: ['4242'] });

  it('has health from start to end, and the metrics of the worker and of Temporal', async () => {
    const waiting = [await start('wait'), await start('wait')];
    const worker = tfn
      .worker({ temporal, taskQueue, logger, telemetry: { address }, shutdownGraceTime: '1m' })
      .registerModule(shop);
    expect(await worker.health.report()).toMatchObject({
      ready: false,
      checks: { [`worker '${taskQueue}'`]: 'it does not poll (STARTING)', temporal: 'not connected' },
    });
    const stopped = worker.start();
    await worker.ready();
    await (await start('buy')).result();
    await expect((await start('fail')).result()).rejects.toThrow();
    expect((await get('/healthz')).status).toBe(200);

    await eventually(async () => (await get('/readyz')).status === 200 || undefined);
    expect(await (await get('/readyz')).json()).toEqual({
      ready: true,
      checks: { [`worker '${taskQueue}'`]: 'ok', temporal: 'ok' },
    });
    const count = 'tfn_function_duration_seconds_count';
    const functions = [
      `${count}{function="charge",task_queue="${taskQueue}",outcome="completed"} 1\n`,
      `${count}{function="refuse",task_queue="${taskQueue}",outcome="failed"} 1\n`,
    ];
    const text = await (await get('/metrics')).text();
    for (const line of functions) expect(text).toContain(line);
    // Temporal's figures lag behind a little.
    const ofTemporal = [
      `temporal_task_queue_depth\\{namespace="default",task_queue="${taskQueue}",task_type="activity"\\} 0\n`,
      `temporal_workflow_completed_total\\{.*task_queue="${taskQueue}".*\\} 1\n`,
    ];
    for (const pattern of ofTemporal)
      await eventually(async () => new RegExp(pattern).test(await (await get('/metrics')).text()) || undefined);

    // A running function keeps the worker from ending.
    const held = await start('holds');
    await eventually(async () => shop.gate.open);
    const stopping = worker.stop();
    const report = (await (await get('/readyz')).json()) as object;
    expect(report).toMatchObject({ ready: false, checks: { draining: 'it accepts no new work' } });
    shop.gate.open!();
    await Promise.all([stopping, stopped]);
    await expect(get('/healthz')).rejects.toThrow();
    await Promise.all([...waiting, held].map((handle) => handle.terminate()));
  });

  it('reports how many tasks wait in the queue while no worker polls', async () => {
    const taskQueue = `backlog-${randomUUID()}`;
    const waiting = await Promise.all(['buy', 'buy', 'buy'].map((workflow) => start(workflow, taskQueue)));
    const native = await NativeConnection.connect(temporal);
    const metrics = createMetrics();
    const end = observeBacklog(metrics, { connection: native, namespace: 'default', taskQueue });
    const depth = `temporal_task_queue_depth{namespace="default",task_queue="${taskQueue}",task_type="workflow"} 3\n`;
    const age = /temporal_task_queue_age_seconds\{.*task_type="workflow"\} 0*[.1-9]/;
    // Temporal's figures lag behind a little.
    for (let text = ''; !text.includes(depth) || !age.test(text); text = await metrics.read())
      await new Promise((done) => setTimeout(done, 200));
    end();
    await native.close();
    await Promise.all(waiting.map((handle) => handle.terminate()));
  });

  it('is not ready while Temporal cannot be reached, and is again when it can', async () => {
    const proxy = await openProxy(temporal.address);
    const worker = tfn.worker({ temporal: { address: proxy.address }, taskQueue, logger }).register(shop.charge);
    const stopped = worker.start();
    await worker.ready();
    const untilReady = async (ready: boolean): Promise<Readonly<Record<string, string>>> => {
      for (;;) {
        const report = await worker.health.report();
        if (report.ready === ready) return report.checks;
        await new Promise((done) => setTimeout(done, 100));
      }
    };
    await untilReady(true);
    proxy.cut();
    expect((await untilReady(false))['temporal']).not.toBe('ok');
    proxy.restore();
    await untilReady(true);
    await worker.stop();
    await stopped;
    await proxy.close();
  });

  it('needs an available address', async () => {
    for (const bad of ['9464', 'localhost:99999', '203.0.113.1:9464']) {
      const worker = tfn.worker({ temporal, taskQueue, logger, telemetry: { address: bad } }).registerModule(shop);
      await expect(worker.start()).rejects.toMatchObject({ code: 'TFN_TELEMETRY_ADDRESS' });
    }
  });
});
