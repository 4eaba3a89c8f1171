/** The worker process: runs the shop's functions and workflows until it is told to stop. */
import { tfn } from '@tfn/worker';
import * as functions from './functions/index.ts';

async function main(): Promise<void> {
  const worker = tfn.worker({
    taskQueue: process.env['TASK_QUEUE'] ?? 'orders',
    maxConcurrentActivities: Number(process.env['MAX_CONCURRENT_ACTIVITIES'] ?? 100),
    // Temporal offers a workflow to the worker that ran it before; when that one is gone, to any other after this time.
    stickyQueueScheduleToStartTimeout: '2s',
  });
  worker.registerModule(functions);
  // When a process that forked this one is gone, nobody is left to stop it.
  process.once('disconnect', () => void worker.stop());
  const stopped = worker.start();
  await worker.ready();
  process.send?.('ready');
  await stopped;
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => {
    if (process.connected) process.disconnect();
  });
