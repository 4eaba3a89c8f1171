import type { Worker as WorkerThread } from 'node:worker_threads';
import type { Worker } from '@temporalio/worker';

/** The threads that a worker's workflows run in; none in the SDK's debug mode. */
export function threadsOf(worker: Worker): WorkerThread[] {
  const { workflowCreator } = worker as unknown as {
    readonly workflowCreator?: { readonly workerThreadClients?: readonly { readonly workerThread: WorkerThread }[] };
  };
  return workflowCreator?.workerThreadClients?.map(({ workerThread }) => workerThread) ?? [];
}
