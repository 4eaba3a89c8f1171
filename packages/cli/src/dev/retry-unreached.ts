import { setTimeout as sleep } from 'node:timers/promises';
import type { DevTemporal } from './temporal-guard.ts';

/** Runs a version again that did not reach Temporal. */
export interface UnreachedRetry {
  /** A version is being tried, whatever the reason. */
  begun(): void;
  /** The version did not reach Temporal. */
  failed(): Promise<void>;
  /** A version runs. */
  live(): void;
}

/**
 * Makes what tries again once Temporal takes connections: nobody else does when it came between the question of a version and its
 * failure. What takes connections but is no Temporal is tried a few times.
 */
export function createUnreachedRetry(temporal: Pick<DevTemporal, 'answers'>, retry: () => void): UnreachedRetry {
  let attempt = 0;
  let left = mostRetries;
  return {
    begun() {
      attempt += 1;
    },
    async failed() {
      const failed = attempt;
      do await sleep(askEvery, undefined, { ref: false });
      while (attempt === failed && !(await temporal.answers()));
      if (attempt !== failed || left === 0) return;
      left -= 1;
      retry();
    },
    live() {
      left = mostRetries;
    },
  };
}

// --- internal ---

/** Milliseconds; whoever watches Temporal asks more often, and tries again first. */
const askEvery = 1000;
const mostRetries = 3;
