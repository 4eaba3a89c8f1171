import { Context } from '@temporalio/activity';
import type { Info } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { readDuration } from '@tfn/core/internal';
import { isA, toApplicationFailure } from '../shared/application-failure.ts';

/**
 * The failure of an attempt of the running function; final if it is a local one whose next attempt would begin after its `scheduleToCloseTimeout`.
 * Temporal's server ends other functions then, but its SDK checks this timeout of a local one only while an attempt runs, so that it would
 * make attempts forever.
 */
export function endInTime(failure: unknown): unknown {
  if (!isA(failure, ApplicationFailure) || failure.nonRetryable === true) return failure;
  const info = runningInfo();
  if (info === undefined || !info.isLocal || !(info.scheduleToCloseTimeoutMs > 0)) return failure;
  const next = Date.now() + (readDuration(failure.nextRetryDelay) ?? pauseAfter(info));
  if (next < info.scheduledTimestampMs + info.scheduleToCloseTimeoutMs) return failure;
  return toApplicationFailure(failure, { nonRetryable: true });
}

// --- internal ---

/** Undefined where Temporal does not run the function. */
function runningInfo(): Info | undefined {
  try {
    return Context.current().info;
  } catch {
    return undefined;
  }
}

/** How long Temporal waits after this attempt, in milliseconds. */
function pauseAfter({ attempt, retryPolicy = {} }: Info): number {
  const { backoffCoefficient = 2 } = retryPolicy;
  const initial = readDuration(retryPolicy.initialInterval) ?? 1000;
  const longest = readDuration(retryPolicy.maximumInterval) ?? initial * 100;
  return Math.min(initial * backoffCoefficient ** (attempt - 1), longest);
}
