import type { Payload } from '@temporalio/common';
import type { RetryPolicyMessage } from './protocol.ts';
import type { IndexedFields } from './search-attributes.ts';

/** What one run of a workflow starts with. */
export interface RunSpec {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly input: readonly Payload[];
  readonly taskQueue: string;
  readonly memo: Readonly<Record<string, Payload>>;
  readonly searchAttributes: IndexedFields;
  readonly retryPolicy?: RetryPolicyMessage | undefined;
  /** Counts from 1. */
  readonly attempt: number;
  readonly firstRunId: string;
  readonly continuedFrom?: string | undefined;
  readonly parent?: { readonly workflowId: string; readonly runId: string } | undefined;
  /** The outermost ancestor. */
  readonly root?: { readonly workflowId: string; readonly runId: string } | undefined;
  readonly runTimeout?: number | undefined;
  readonly executionTimeout?: number | undefined;
  /** When all runs must have ended, in milliseconds since the epoch. */
  readonly deadline?: number | undefined;
  /** The first task waits for so many milliseconds. */
  readonly delay?: number | undefined;
}

/** The result of `workflowInfo()` at the start of a run. */
export function toInfo(spec: RunSpec, startTime: Date): object {
  const parent = spec.parent && { ...spec.parent, namespace: NAMESPACE };
  return {
    workflowId: spec.workflowId,
    runId: spec.runId,
    workflowType: spec.workflowType,
    taskQueue: spec.taskQueue,
    namespace: NAMESPACE,
    firstExecutionRunId: spec.firstRunId,
    continuedFromExecutionRunId: spec.continuedFrom,
    attempt: spec.attempt,
    parent,
    root: spec.root,
    startTime,
    runStartTime: startTime,
    executionTimeoutMs: spec.executionTimeout,
    executionExpirationTime: spec.deadline === undefined ? undefined : new Date(spec.deadline),
    runTimeoutMs: spec.runTimeout,
    taskTimeoutMs: 10_000,
    retryPolicy: spec.retryPolicy && toSdkRetryPolicy(spec.retryPolicy),
    historyLength: 3,
    historySize: 0,
    continueAsNewSuggested: false,
    searchAttributes: {},
    typedSearchAttributes: undefined,
    currentBuildId: '',
    unsafe: { isReplaying: false, isReplayingHistoryEvents: false, now: Date.now, random: undefined },
  };
}

/** The only namespace. */
export const NAMESPACE = 'default';

// --- internal ---

function toSdkRetryPolicy(policy: RetryPolicyMessage): object {
  return {
    maximumAttempts: policy.maximumAttempts ?? undefined,
    nonRetryableErrorTypes: policy.nonRetryableErrorTypes ?? [],
  };
}
