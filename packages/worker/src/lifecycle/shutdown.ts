import { GracefulShutdownPeriodExpiredError, Runtime } from '@temporalio/worker';
import type { Worker as TemporalWorker, WorkerOptions as TemporalWorkerOptions } from '@temporalio/worker';
import { toMilliseconds } from '@tfn/core';
import type { Duration } from '@tfn/core';
import { threadsOf } from '../sdk/worker-threads.ts';

/** When a shutdown tells running functions to end, and when it no longer waits for them. */
export type ShutdownOptions = Pick<TemporalWorkerOptions, 'shutdownGraceTime' | 'shutdownForceTime'>;

/** @throws {TfnError} TFN_DURATION_INVALID */
export function toShutdownOptions({
  shutdownGraceTime = GRACE_TIME,
  shutdownForceTime,
}: ShutdownOptions): Required<ShutdownOptions> {
  const grace = toMilliseconds(shutdownGraceTime as Duration, 'shutdownGraceTime');
  return { shutdownGraceTime, shutdownForceTime: shutdownForceTime ?? grace + LAST_TIME };
}

/** Calls back before a worker stops to poll, whatever makes it stop: a call, or a signal that Temporal's runtime heard. */
export function beforeShutdown(worker: TemporalWorker, callback: () => void): void {
  const shutdown = worker.shutdown.bind(worker);
  worker.shutdown = () => {
    callback();
    shutdown();
  };
}

/** Runs a worker to its end. Functions that do not end although they were told to are no failure of it. */
export async function runUntilStopped(worker: TemporalWorker): Promise<void> {
  try {
    await worker.run();
  } catch (error) {
    // The SDK asks them to end, which those refuse that have a workflow in hand; they would keep this process alive.
    await Promise.all(threadsOf(worker).map((thread) => thread.terminate()));
    if (!isForcedEnd(error)) throw error;
    Runtime.instance().logger.warn(
      'The worker stopped without functions or workflow tasks that did not end when they were told to. Temporal tries them again once their timeout has passed; let functions heed ctx.signal.',
    );
  }
}

// --- internal ---

/**
 * The SDK ends with one of these: its native worker may still wait for a function of which it was told, and its threads may have a
 * workflow in hand.
 */
function isForcedEnd(error: unknown): boolean {
  if (error instanceof GracefulShutdownPeriodExpiredError) return true;
  return (
    error instanceof Error &&
    error.name === 'IllegalStateError' &&
    /^(?:Worker still in use|Workflow execution context should have been disposed first)/.test(error.message)
  );
}

/** How long running functions may go on after a shutdown began, unless `shutdownGraceTime` says otherwise. */
const GRACE_TIME = '10s';

/** How long they have to end once they were told to, in milliseconds. */
const LAST_TIME = 5000;
