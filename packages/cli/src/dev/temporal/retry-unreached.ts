import { setTimeout as sleep } from 'node:timers/promises';
import type { DevTemporal } from './dev-temporal.ts';

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
  let left = MAX_RETRIES;
  return {
    begun() {
      attempt += 1;
    },
    async failed() {
      const failed = attempt;
      do await sleep(PROBE_INTERVAL, undefined, { ref: false });
      while (attempt === failed && !(await temporal.answers()));
      if (attempt !== failed || left === 0) return;
      left -= 1;
      retry();
    },
    live() {
      left = MAX_RETRIES;
    },
  };
}

// --- internal ---

/** Milliseconds; whoever watches Temporal asks more often, and tries again first. */
const PROBE_INTERVAL = 1000;
const MAX_RETRIES = 3;
