/** A tfn worker, with its defaults unless the bench tunes both sides. */
import { readFileSync } from 'node:fs';
import { tfn } from '@tfn/worker';
import type { WorkflowBundle } from '@tfn/worker';
import { workerOptions } from '../harness/tuned.ts';
import { reportReady } from '../harness/worker-process.ts';
import * as functions from './functions.ts';

async function main(): Promise<void> {
  const prebuilt = process.env['BENCH_BUNDLE'];
  const worker = tfn
    .worker({
      ...workerOptions(),
      taskQueue: process.env['TASK_QUEUE'] as string,
      ...(prebuilt !== undefined && { bundle: JSON.parse(readFileSync(prebuilt, 'utf8')) as WorkflowBundle }),
    })
    .registerModule(functions);
  const stopped = worker.start();
  await worker.ready();
  reportReady(() => worker.stop());
  await stopped;
}

void main().finally(() => process.connected && process.disconnect());
