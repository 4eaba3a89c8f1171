import { setTimeout as pause } from 'node:timers/promises';
import type { GrpcRetryOptions } from '@temporalio/client';
import { isConnectFailure } from './status.ts';
import type { GrpcStatus } from './status.ts';

/** The retries of one connection. */
export interface GrpcRetries {
  readonly options: GrpcRetryOptions;
  /** Why Temporal was last unreachable, for errors that only say that the time is up. */
  lastFailure(): GrpcStatus | undefined;
  /** Stops retrying; resolves when no retry is pending: a retry on a closed channel would end the process. */
  end(): Promise<void>;
}

/** Temporal's own retries, with pauses short enough for `end` to wait for the last. */
export function createRetries({ retryableDecider, delayFunction }: GrpcRetryOptions): GrpcRetries {
  let failure: GrpcStatus | undefined;
  let pending: Promise<void> = Promise.resolve();
  let ended = false;
  return {
    options: {
      retryableDecider(attempt, status) {
        if (isConnectFailure(status)) failure = { code: status.code, details: status.details };
        // A message that is too large stays too large.
        return !ended && !status.details.includes('larger than max') && retryableDecider(attempt, status);
      },
      delayFunction(attempt, status) {
        const delay = Math.min(delayFunction(attempt, status), LONGEST_PAUSE);
        // Due after the retry itself, so that it runs later even in a process too busy to run either in time.
        const made = pause(delay + MARGIN);
        pending = Promise.all([pending, made]).then(() => undefined);
        return delay;
      },
    },
    lastFailure: () => failure,
    async end() {
      ended = true;
      await pending;
    },
  };
}

/** With our pauses these take the 20 s of Temporal's default. */
export const MAX_ATTEMPTS = 25;

// --- internal ---

/** Milliseconds. */
const LONGEST_PAUSE = 1000;
const MARGIN = 50;
