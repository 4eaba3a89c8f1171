import { setTimeout as sleep } from 'node:timers/promises';
import type { DevTemporal } from './dev-temporal.ts';

/** Retries a version that did not reach Temporal. */
export interface UnreachedRetry {
  /** A version has started, for whatever reason. */
  begun(): void;
  /** The version did not reach Temporal. */
  failed(): Promise<void>;
  /** A version is live. */
  live(): void;
}

/**
 * Creates a retry for when Temporal accepts connections again. It covers the case that Temporal came up after a version tried to
 * connect but before that version failed. A server that accepts connections but is not Temporal is retried a few times only.
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

/** Milliseconds; longer than the interval of the monitor of Temporal, which reloads first. */
const PROBE_INTERVAL = 1000;
const MAX_RETRIES = 3;
