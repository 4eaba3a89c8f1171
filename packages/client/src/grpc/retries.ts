import { setTimeout as pause } from 'node:timers/promises';
import type { GrpcRetryOptions } from '@temporalio/client';
import { isConnectFailure } from './status.ts';
import type { GrpcStatus } from './status.ts';

/** How one connection tries again. */
export interface GrpcRetries {
  readonly options: GrpcRetryOptions;
  /** Why Temporal could not be reached last, for errors that only tell that time is up. */
  lastFailure(): GrpcStatus | undefined;
  /** Ends all retries and resolves when none is to come: one that meets a closed channel would end the process. */
  end(): Promise<void>;
}

/** Temporal's own retries, with shorter pauses, so that their end can be waited for. */
export function createRetries({ retryableDecider, delayFunction }: GrpcRetryOptions): GrpcRetries {
  let failure: GrpcStatus | undefined;
  let nextRetry = 0;
  let ended = false;
  return {
    options: {
      retryableDecider(attempt, status) {
        if (isConnectFailure(status)) failure = { code: status.code, details: status.details };
        // What is too large for one try is so for the next.
        return !ended && !status.details.includes('larger than max') && retryableDecider(attempt, status);
      },
      delayFunction(attempt, status) {
        const delay = Math.min(delayFunction(attempt, status), LONGEST_PAUSE);
        nextRetry = Math.max(nextRetry, Date.now() + delay);
        return delay;
      },
    },
    lastFailure: () => failure,
    async end() {
      ended = true;
      const left = nextRetry - Date.now();
      if (left > 0) await pause(left + MARGIN);
    },
  };
}

/** As many as take Temporal's own 20 s, with our pauses. */
export const MAX_ATTEMPTS = 25;

// --- internal ---

/** Milliseconds. */
const LONGEST_PAUSE = 1000;
const MARGIN = 50;
