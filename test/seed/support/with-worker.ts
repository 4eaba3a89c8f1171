import { randomUUID } from 'node:crypto';
import { tfn as clientTfn } from '@tfn/client';
import { tfn as workerTfn } from '@tfn/worker';

export type Client = ReturnType<typeof clientTfn.client<unknown>>;

const address = process.env['TFN_TEST_ADDRESS'] as string;

/** Runs a worker of a module on a task queue, and a client for it, while `body` runs. */
export async function withWorker(
  module: object,
  body: (client: Client) => Promise<void>,
  taskQueue: string = `seed-${randomUUID()}`,
): Promise<void> {
  const worker = workerTfn.worker({ temporal: { address }, taskQueue }).registerModule(module);
  const stopped = worker.start();
  const client = clientTfn.client({ temporal: { address, connectTimeout: '2m' }, taskQueue });
  try {
    await worker.ready();
    await body(client);
  } finally {
    await client.close();
    await worker.stop();
    await stopped;
  }
}
