import { GracefulShutdownPeriodExpiredError, Runtime } from '@temporalio/worker';
import type { Worker as TemporalWorker, WorkerOptions as TemporalWorkerOptions } from '@temporalio/worker';
import { toMilliseconds } from '@tfn/core';
import type { Duration } from '@tfn/core';
import { threadsOf } from '../sdk/host-state.ts';

/** When a shutdown cancels running functions, and when it stops waiting for them. */
export type ShutdownOptions = Pick<TemporalWorkerOptions, 'shutdownGraceTime' | 'shutdownForceTime'>;

/** @throws {TfnError} TFN_DURATION_INVALID */
export function toShutdownOptions({
  shutdownGraceTime = GRACE_TIME,
  shutdownForceTime,
}: ShutdownOptions): Required<ShutdownOptions> {
  const grace = toMilliseconds(shutdownGraceTime as Duration, 'shutdownGraceTime');
  return { shutdownGraceTime, shutdownForceTime: shutdownForceTime ?? grace + LAST_TIME };
}

/** Calls back before a worker stops polling, whether a call stops it or a signal that Temporal's runtime received. */
export function beforeShutdown(worker: TemporalWorker, callback: () => void): void {
  const shutdown = worker.shutdown.bind(worker);
  worker.shutdown = () => {
    callback();
    shutdown();
  };
}

/** Runs a worker until it has stopped. Functions that ignore their cancellation do not make it fail. */
export async function runUntilStopped(worker: TemporalWorker): Promise<void> {
  try {
    await worker.run();
  } catch (error) {
    // The SDK asks its threads to end, which a thread that holds a workflow refuses; it would keep this process alive.
    await Promise.all(threadsOf(worker).map((thread) => thread.terminate()));
    if (!isForcedEnd(error)) throw error;
    Runtime.instance().logger.warn(
      'The worker stopped although functions or workflow tasks that ignored their cancellation were still running. Temporal retries them once their timeout has passed. Let functions end when ctx.signal aborts.',
    );
  }
}

// --- internal ---

/**
 * The SDK's errors for it: its native worker may still wait for a function, and its threads may still hold a workflow.
 */
function isForcedEnd(error: unknown): boolean {
  if (error instanceof GracefulShutdownPeriodExpiredError) return true;
  return (
    error instanceof Error &&
    error.name === 'IllegalStateError' &&
    /^(?:Worker still in use|Workflow execution context should have been disposed first)/.test(error.message)
  );
}

/** How long running functions may continue after a shutdown begins, unless `shutdownGraceTime` is given. */
const GRACE_TIME = '10s';

/** How long cancelled functions have to end, in milliseconds. */
const LAST_TIME = 5000;
