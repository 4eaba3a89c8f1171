import { randomUUID } from 'node:crypto';
import { tfn as clientTfn } from '@tfn/client';
import type { TfnClient } from '@tfn/client';
import { tfn as workerTfn } from '@tfn/worker';

/** A worker of the given definitions and a client for its task queue. */
export interface TestTemporal {
  readonly client: TfnClient;
  stop(): Promise<void>;
}

export async function startTemporal(definitions: object): Promise<TestTemporal> {
  const temporal = { address: process.env['TFN_TEST_ADDRESS'] as string };
  const taskQueue = `cron-${randomUUID()}`;
  const worker = workerTfn.worker({ temporal, taskQueue }).registerModule(definitions);
  const ended = worker.start();
  await worker.ready();
  const client = clientTfn.client({ temporal, taskQueue });
  return {
    client,
    async stop() {
      await client.close();
      await worker.stop();
      await ended;
    },
  };
}
