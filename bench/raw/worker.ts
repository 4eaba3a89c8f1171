/** The worker that an expert would write on Temporal's SDK alone, with its defaults unless the bench tunes both sides. */
import { NativeConnection, Worker } from '@temporalio/worker';
import { workerOptions } from '../harness/tuned.ts';
import { reportReady } from '../harness/worker-process.ts';
import * as activities from './activities.ts';

async function main(): Promise<void> {
  const bundle = process.env['BENCH_BUNDLE'];
  const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] as string });
  const worker = await Worker.create({
    ...workerOptions(),
    connection,
    taskQueue: process.env['TASK_QUEUE'] as string,
    ...(bundle === undefined
      ? { workflowsPath: require.resolve('./workflows') }
      : { workflowBundle: { codePath: bundle } }),
    activities,
  });
  const stopped = worker.run();
  reportReady(() => worker.getState() === 'RUNNING' && worker.shutdown());
  await stopped;
  await connection.close();
}

void main().finally(() => process.connected && process.disconnect());
