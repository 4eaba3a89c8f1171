/** The parts of Temporal's protocol that the memory engine speaks: plain objects of the SDK's own messages. */
import type { Payload } from '@temporalio/common';
import { toMilliseconds } from '../time-message.ts';
import type { ProtoDuration } from '../time-message.ts';
import type { IndexedFields } from './search-attributes.ts';

export interface Failure {
  message?: string | null;
  stackTrace?: string | null;
  source?: string | null;
  cause?: Failure | null;
  applicationFailureInfo?: {
    type?: string | null;
    nonRetryable?: boolean | null;
    nextRetryDelay?: ProtoDuration | null;
  } | null;
  canceledFailureInfo?: object | null;
  timeoutFailureInfo?: { timeoutType: number } | null;
  terminatedFailureInfo?: object | null;
  activityFailureInfo?: object | null;
  childWorkflowExecutionFailureInfo?: object | null;
}

export interface RetryPolicyMessage {
  readonly initialInterval?: ProtoDuration | null;
  readonly backoffCoefficient?: number | null;
  readonly maximumInterval?: ProtoDuration | null;
  readonly maximumAttempts?: number | null;
  readonly nonRetryableErrorTypes?: readonly string[] | null;
}

/** What a workflow requests. Exactly one field is set. */
export interface Command {
  readonly startTimer?: { seq: number; startToFireTimeout: ProtoDuration };
  readonly cancelTimer?: { seq: number };
  readonly scheduleActivity?: FunctionCommand & { taskQueue: string };
  readonly scheduleLocalActivity?: FunctionCommand;
  readonly requestCancelActivity?: { seq: number };
  readonly requestCancelLocalActivity?: { seq: number };
  readonly startChildWorkflowExecution?: ChildCommand;
  readonly cancelChildWorkflowExecution?: { childWorkflowSeq: number };
  readonly signalExternalWorkflowExecution?: {
    seq: number;
    signalName: string;
    args?: readonly Payload[];
    workflowExecution?: { workflowId: string };
    childWorkflowId?: string;
  };
  readonly cancelSignalWorkflow?: { seq: number };
  readonly requestCancelExternalWorkflowExecution?: { seq: number; workflowExecution: { workflowId: string } };
  readonly setPatchMarker?: { patchId: string; deprecated: boolean };
  readonly continueAsNewWorkflowExecution?: ContinueCommand;
  readonly completeWorkflowExecution?: { result?: Payload };
  readonly failWorkflowExecution?: { failure: Failure };
  readonly cancelWorkflowExecution?: object;
  readonly respondToQuery?: { queryId: string; succeeded?: { response?: Payload }; failed?: Failure };
  readonly updateResponse?: {
    protocolInstanceId: string;
    accepted?: object;
    rejected?: Failure;
    completed?: Payload;
  };
  readonly modifyWorkflowProperties?: { upsertedMemo?: { fields?: Record<string, Payload> } };
  readonly upsertWorkflowSearchAttributes?: { searchAttributes?: { indexedFields?: IndexedFields } };
}

export interface ContinueCommand {
  readonly arguments?: readonly Payload[];
  readonly workflowType?: string | null;
  /** @default that of the run's start */
  readonly memo?: Record<string, Payload> | null;
  readonly searchAttributes?: unknown;
}

export interface FunctionCommand {
  readonly seq: number;
  readonly activityId: string;
  readonly activityType: string;
  readonly arguments: readonly Payload[];
  readonly retryPolicy?: RetryPolicyMessage;
  readonly startToCloseTimeout?: ProtoDuration;
  readonly scheduleToCloseTimeout?: ProtoDuration;
  readonly heartbeatTimeout?: ProtoDuration;
  /** 0: abandon immediately; 1: wait until it has ended; 2: leave it. */
  readonly cancellationType?: number;
}

export interface ChildCommand {
  readonly seq: number;
  readonly workflowId: string;
  readonly workflowType: string;
  readonly input: readonly Payload[];
  readonly taskQueue: string;
  readonly retryPolicy?: RetryPolicyMessage;
  readonly workflowExecutionTimeout?: ProtoDuration;
  readonly workflowRunTimeout?: ProtoDuration;
  readonly parentClosePolicy?: number;
  readonly memo?: Record<string, Payload>;
  readonly searchAttributes?: { readonly indexedFields?: IndexedFields };
  /** 0: abandon; 1: request, and resolve immediately; otherwise wait until it has ended. */
  readonly cancellationType?: number;
}

/** What happened to a workflow. Exactly one field is set, named as in the library. */
export interface Job {
  readonly initializeWorkflow?: object;
  /** Only in a replay: the run had passed this patch. */
  readonly notifyHasPatch?: { patchId: string };
  readonly fireTimer?: { seq: number };
  readonly resolveActivity?: { seq: number; result: Resolution; isLocal?: boolean };
  readonly resolveChildWorkflowExecutionStart?: object;
  readonly resolveChildWorkflowExecution?: { seq: number; result: Resolution };
  readonly resolveSignalExternalWorkflow?: { seq: number; failure?: Failure };
  readonly resolveRequestCancelExternalWorkflow?: { seq: number; failure?: Failure };
  readonly signalWorkflow?: { signalName: string; input: readonly Payload[]; identity: string };
  readonly cancelWorkflow?: object;
  readonly doUpdate?: object;
  readonly queryWorkflow?: { queryId: string; queryType: string; arguments: readonly Payload[] };
}

/** How a function or a child ended. */
export interface Resolution {
  readonly completed?: { result?: Payload };
  readonly failed?: { failure: Failure };
  readonly cancelled?: { failure: Failure };
}

/** Why there is no further attempt; Temporal's RetryState. */
export const retryStates = {
  NON_RETRYABLE: 2,
  TIMEOUT: 3,
  MAXIMUM_ATTEMPTS: 4,
  POLICY_NOT_SET: 5,
  CANCEL_REQUESTED: 7,
} as const;

export const timeoutTypes = { START_TO_CLOSE: 1, SCHEDULE_TO_START: 2, SCHEDULE_TO_CLOSE: 3, HEARTBEAT: 4 } as const;

/** The milliseconds of a duration message, or undefined when there is none or it is zero. */
export function toMs(duration: ProtoDuration | null | undefined): number | undefined {
  const milliseconds = toMilliseconds(duration ?? {});
  return milliseconds > 0 ? milliseconds : undefined;
}
