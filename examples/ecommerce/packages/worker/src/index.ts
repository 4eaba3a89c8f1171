/** The worker process: runs the shop's workflows and functions until it gets a signal to stop. */
import { closeDatabase, payloadCodec, setting } from '@shop/functions';
import * as functions from '@shop/functions';
import { readWorkflowBundle, tfn } from '@tfn/worker';

async function run(): Promise<void> {
  const { TELEMETRY_ADDRESS: address, WORKFLOW_BUNDLE: bundle } = process.env;
  const worker = tfn.worker({
    taskQueue: setting('TASK_QUEUE', 'orders'),
    maxConcurrentActivities: Number(setting('MAX_CONCURRENT_ACTIVITIES', '100')),
    // Temporal offers a workflow to the worker that last ran it, and after this timeout to any other.
    stickyQueueScheduleToStartTimeout: '1s',
    ...payloadCodec(),
    // In containers: the address for metrics and health, and the output of `npm run bundle`.
    ...(address && { telemetry: { address } }),
    ...(bundle && { bundle: readWorkflowBundle(bundle) }),
  });
  worker.registerModule(functions);
  // When the process that forked this one is gone, no one else can stop it.
  process.once('disconnect', () => void worker.stop());
  const stopped = worker.start();
  await worker.ready();
  process.send?.('ready');
  await stopped;
}

async function main(): Promise<void> {
  try {
    await run();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await closeDatabase();
    if (process.connected) process.disconnect();
  }
}

void main();
