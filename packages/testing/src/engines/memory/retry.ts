import { retryStates, toMs } from './protocol.ts';
import type { Failure, RetryPolicyMessage } from './protocol.ts';

/** When the next attempt begins, or why there is none. */
export type NextRetry = { readonly delay: number } | { readonly retryState: number };

/** What Temporal's server decides after a failed attempt; `attempt` counts from 1. */
export function nextRetryDelay(
  policy: RetryPolicyMessage,
  { failure, attempt }: { failure: Failure; attempt: number },
): NextRetry {
  const { applicationFailureInfo: application } = failure;
  const isFinal = application?.nonRetryable === true || failure.canceledFailureInfo || failure.terminatedFailureInfo;
  if (isFinal || policy.nonRetryableErrorTypes?.includes(application?.type ?? ''))
    return { retryState: retryStates.NON_RETRYABLE };
  const maximum = policy.maximumAttempts ?? 0;
  if (maximum > 0 && attempt >= maximum) return { retryState: retryStates.MAXIMUM_ATTEMPTS };
  const initial = toMs(policy.initialInterval) ?? 1000;
  const backoff = initial * (policy.backoffCoefficient || 2) ** (attempt - 1);
  return {
    delay: toMs(application?.nextRetryDelay) ?? Math.min(backoff, toMs(policy.maximumInterval) ?? initial * 100),
  };
}
