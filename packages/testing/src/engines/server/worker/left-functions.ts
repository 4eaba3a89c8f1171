/**
 * Attempts of functions that their workflow has cancelled, and for which it does not wait. A function without heartbeats never notices
 * that. While it runs, the server lets no time be skipped, so here its attempt ends once the server knows of the cancellation. The
 * function itself is not interrupted; what it returns is ignored, as by Temporal.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { Connection } from '@temporalio/client';

/** One attempt that runs. */
export interface FunctionAttempt {
  readonly runId: string;
  readonly activityId: string;
  readonly taskToken: Uint8Array;
  /** Aborted when the function notices its cancellation: then it ends by itself. */
  readonly signal: AbortSignal;
}

export interface LeftFunctions {
  /** The workflow of this run does not wait for that function any more. */
  leave(runId: string, activityId: string): void;
  /** Runs an attempt, until its workflow leaves it. */
  run<TResult>(attempt: FunctionAttempt, work: () => Promise<TResult>): Promise<TResult>;
}

export function createLeftFunctions(connecting: Promise<Connection>): LeftFunctions {
  const running = new Map<string, () => void>();

  /** Rejects when the server knows that the function is cancelled, unless the function notices that soon. */
  const ended = async ({ taskToken, signal }: FunctionAttempt): Promise<never> => {
    const { workflowService } = await connecting;
    for (;;) {
      const answer = await workflowService.recordActivityTaskHeartbeat({ taskToken }).catch(() => undefined);
      if (answer?.cancelRequested !== false) break;
      await wait(ASK_EVERY);
    }
    await wait(TO_NOTICE);
    if (signal.aborted) return new Promise(() => undefined);
    throw ApplicationFailure.nonRetryable('its workflow has cancelled it');
  };

  return {
    leave: (runId, activityId) => running.get(keyOf(runId, activityId))?.(),
    async run(attempt, work) {
      const { runId, activityId } = attempt;
      const key = keyOf(runId, activityId);
      const left = new Promise<void>((resolve) => running.set(key, resolve));
      try {
        const working = work();
        // When the attempt has ended already, the function's end is not reported.
        working.catch(() => undefined);
        return await Promise.race([working, left.then(() => ended(attempt))]);
      } finally {
        running.delete(key);
      }
    },
  };
}

// --- internal ---

/** Milliseconds. */
const ASK_EVERY = 10;

/** Milliseconds: several times as long as a worker of the test environments takes to send a heartbeat. */
const TO_NOTICE = 300;

function keyOf(runId: string, activityId: string): string {
  return `${runId}/${activityId}`;
}
