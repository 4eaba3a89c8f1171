/** What the SDK keeps in the process that runs workers, and has no documented access to. */
import type { Worker as WorkerThread } from 'node:worker_threads';
import { Runtime } from '@temporalio/worker';
import type { Logger, Worker } from '@temporalio/worker';

/** Whether the SDK's runtime of this process exists. */
export function hasRuntime(): boolean {
  return Runtime._instance !== undefined;
}

/** Whether the SDK's runtime of this process exists, or has been asked for: it can no longer be installed with options. */
export function isRuntimeTaken(): boolean {
  return hasRuntime() || Runtime.instantiator !== undefined;
}

/** Replaces the runtime's logger, for which the SDK has no option: workers take it when they are made. */
export function replaceLogger(runtime: Runtime, logger: Logger): void {
  Object.assign(runtime, { logger });
}

/** The threads that a worker's workflows run in; none in the SDK's debug mode. */
export function threadsOf(worker: Worker): WorkerThread[] {
  const { workflowCreator } = worker as unknown as {
    readonly workflowCreator?: { readonly workerThreadClients?: readonly { readonly workerThread: WorkerThread }[] };
  };
  return workflowCreator?.workerThreadClients?.map(({ workerThread }) => workerThread) ?? [];
}
