import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { NativeConnection } from '@temporalio/worker';
import { isTfnError } from '@tfn/core';
import type { TfnError } from '@tfn/core';
import { tfn } from '@tfn/worker';
import * as running from '../fixtures/running.ts';
import { address, startHarness } from '../support/harness.ts';

async function rejectionOf(promise: Promise<unknown>): Promise<TfnError> {
  const error = await promise.then(() => undefined).catch((thrown: unknown) => thrown);
  if (isTfnError(error)) return error;
  throw new Error(`no TfnError: ${String(error)}`);
}

describe('the start of a worker', () => {
  test('fails for a namespace that does not exist, and says how to create it', async () => {
    const worker = tfn.worker({ temporal: { address, namespace: 'nowhere' } }).register(running.double);
    const error = await rejectionOf(worker.start());
    expect(error.code).toBe('TFN_WORKER_NAMESPACE');
    expect(error.message).toContain(`Temporal at ${address} has no namespace 'nowhere'.`);
    expect(error.message).toContain('temporal operator namespace create --namespace nowhere');
    expect(await rejectionOf(worker.ready())).toBe(error);
  });

  test('fails for an address that accepts connections and never answers', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    const { port } = silent.address() as AddressInfo;
    const temporal = { address: `127.0.0.1:${port}`, connectTimeout: '500ms' } as const;
    const error = await rejectionOf(tfn.worker({ temporal }).register(running.double).start());
    expect(error.code).toBe('TFN_WORKER_UNREACHABLE');
    expect(error.message).toContain(`127.0.0.1:${port} within 0.5 s`);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });

  test('stops immediately when it was stopped meanwhile, and closes its connection', async () => {
    const worker = tfn.worker({ temporal: { address }, taskQueue: randomUUID() }).register(running.double);
    const starting = worker.start();
    await worker.stop();
    await expect(starting).resolves.toBeUndefined();
    await expect(worker.ready()).resolves.toBeUndefined();
    expect(worker.temporal?.getState()).toBe('STOPPED');
  });

  test('uses a given connection, and leaves it open', async () => {
    const connection = await NativeConnection.connect({ address });
    const harness = await startHarness({ double: running.double, runs: running.counted }, { temporal: { connection } });
    expect(await harness.execute(running.counted, 0)).toBe('done in counted');
    await harness.stop();
    await expect(connection.workflowService.getSystemInfo({})).resolves.toBeDefined();
    await connection.close();
  });

  test('passes options to Temporal, by our names and by its own', async () => {
    const harness = await startHarness(running, {
      maxConcurrentActivities: 3,
      maxConcurrentWorkflows: 4,
      maxCachedWorkflows: 5,
      identity: 'the worker of a test',
    });
    const { options } = harness.worker.temporal ?? {};
    expect(options).toMatchObject({
      tuner: { activityTaskSlotSupplier: { numSlots: 3 }, workflowTaskSlotSupplier: { numSlots: 4 } },
      maxCachedWorkflows: 5,
      identity: 'the worker of a test',
      shutdownGraceTime: '10s',
    });
    await harness.stop();
  });
});
