import { toMilliseconds } from '@tfn/core';
import type { Duration } from '@tfn/core';
import type { MemoryServer } from '../memory-server.ts';
import { toIndexedFields } from '../search-attributes.ts';
import type { RetryPolicyMessage } from '../protocol.ts';
import type { RunSpec } from '../run-spec.ts';
import type { WorkflowRun } from '../workflow/workflow-run.ts';
import { sendFields, sendValues } from './send-values.ts';
import { alreadyStarted } from './client-errors.ts';

/** Start options, as the SDK names them. */
export interface StartOptions {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly args?: readonly unknown[];
  readonly workflowIdConflictPolicy?: string;
  readonly workflowIdReusePolicy?: string;
  readonly workflowExecutionTimeout?: Duration;
  readonly workflowRunTimeout?: Duration;
  readonly startDelay?: Duration;
  readonly retry?: {
    readonly maximumAttempts?: number;
    readonly initialInterval?: Duration;
    readonly backoffCoefficient?: number;
    readonly maximumInterval?: Duration;
    readonly nonRetryableErrorTypes?: readonly string[];
  };
  readonly memo?: Record<string, unknown>;
  readonly searchAttributes?: Record<string, unknown>;
  readonly followRuns?: boolean;
}

/** A workflow to start: its name, or its function. */
export type WorkflowTypeLike = string | { readonly name: string };

/** The values that a start sends. */
export type SentStart = Pick<RunSpec, 'input' | 'memo'>;

/** Converts and encodes the values of a start. */
export async function sendStart(server: MemoryServer, { args = [], memo = {} }: StartOptions): Promise<SentStart> {
  const [input, fields] = await Promise.all([sendValues(server, args), sendFields(server, memo)]);
  return { input, memo: fields };
}

/**
 * Starts a run, or finds the running one when the policies of its id say so.
 * @throws WorkflowExecutionAlreadyStartedError
 */
export function startRun(
  server: MemoryServer,
  workflow: WorkflowTypeLike,
  { options, sent }: { options: StartOptions; sent: SentStart },
): WorkflowRun {
  const { workflowId, workflowIdConflictPolicy: conflict, workflowIdReusePolicy: reuse } = options;
  const existing = server.find({ workflowId });
  if (existing?.isOpen()) {
    if (conflict === 'USE_EXISTING') return existing.run;
    if (conflict !== 'TERMINATE_EXISTING' && reuse !== 'TERMINATE_IF_RUNNING') throw alreadyStarted(workflowId);
    void existing.terminate('TerminateIfRunning WorkflowIdConflictPolicy');
  } else if (existing !== undefined && !mayReuse(reuse, existing.run)) throw alreadyStarted(workflowId);
  const { workflowRunTimeout, workflowExecutionTimeout, startDelay, retry, searchAttributes = {} } = options;
  return server.start({
    workflowId,
    workflowType: typeof workflow === 'string' ? workflow : workflow.name,
    ...sent,
    taskQueue: options.taskQueue,
    searchAttributes: toIndexedFields(searchAttributes),
    retryPolicy: retry && toRetryPolicy(retry),
    runTimeout: ms(workflowRunTimeout, 'workflowRunTimeout'),
    executionTimeout: ms(workflowExecutionTimeout, 'workflowExecutionTimeout'),
    delay: ms(startDelay, 'startDelay'),
  });
}

// --- internal ---

function mayReuse(policy: string | undefined, { end }: WorkflowRun): boolean {
  if (policy === 'REJECT_DUPLICATE') return false;
  return policy !== 'ALLOW_DUPLICATE_FAILED_ONLY' || end?.status !== 'COMPLETED';
}

function ms(duration: Duration | undefined, name: string): number | undefined {
  return duration === undefined ? undefined : toMilliseconds(duration, name);
}

function toRetryPolicy(retry: NonNullable<StartOptions['retry']>): RetryPolicyMessage {
  const seconds = (duration: Duration | undefined): { seconds: number } | undefined =>
    duration === undefined ? undefined : { seconds: toMilliseconds(duration, 'retry') / 1000 };
  return {
    maximumAttempts: retry.maximumAttempts ?? null,
    backoffCoefficient: retry.backoffCoefficient ?? null,
    nonRetryableErrorTypes: retry.nonRetryableErrorTypes ?? null,
    initialInterval: seconds(retry.initialInterval) ?? null,
    maximumInterval: seconds(retry.maximumInterval) ?? null,
  };
}
