import type { WorkflowDescription, WorkflowSummary } from '@tfn/core';
import type { CallSubject } from './errors/call-errors.ts';
import type { StartPlan } from './runs/plan-start.ts';

/** A way to Temporal, opened by the first call. */
export interface Transport {
  /**
   * Makes a call and gives its result.
   * @throws {TfnError} TFN_TEMPORAL_UNREACHABLE, TFN_AUTH_DENIED, TFN_NAMESPACE_NOT_FOUND, TFN_CLIENT_CLOSED, TFN_CLIENT_CONFIG,
   * and what `toCallError` makes of the subject's own errors
   */
  call<TResult>(
    subject: CallSubject,
    run: (api: WorkflowApi) => Promise<TResult>,
    options?: CallOptions,
  ): Promise<TResult>;
  close(): Promise<void>;
}

/** How a call goes out. */
export interface CallOptions {
  /**
   * Who has to answer. Temporal and a worker must within the connect timeout; a workflow may take as long as it likes.
   * @default 'temporal'
   */
  answerer?: 'temporal' | 'worker' | 'workflow';
  /** Gives up after so many milliseconds, with a CallTimedOut. Only where a workflow answers. */
  timeout?: number | undefined;
}

/** A call did not end within its own time. */
export class CallTimedOut extends Error {}

/** Which execution a call is for. */
export interface ExecutionRef {
  readonly workflowId: string;
  /** Only this run. */
  readonly runId?: string | undefined;
  /** Only runs of the chain that began with this one. */
  readonly firstRunId?: string | undefined;
  /** The run with which the wait for a result begins. */
  readonly resultRunId?: string | undefined;
  /** What the transport itself has of it. */
  readonly native?: unknown;
}

/** A signal, a query or an update that goes out. */
export interface SentMessage {
  readonly name: string;
  /** One, or none when there is no input. */
  readonly args: readonly unknown[];
}

/** One page of a list. */
export interface Page {
  readonly items: readonly WorkflowSummary[];
  /** What to ask for the next page with; undefined after the last. */
  readonly next: unknown;
}

/**
 * What our client needs of Temporal. Failures are errors of Temporal's SDK, or what is told by the same names and fields:
 * WorkflowFailedError of `result`, WorkflowUpdateFailedError of `update`.
 */
export interface WorkflowApi {
  /** Starts, and signals too when a signal is given. */
  start(plan: StartPlan, signal?: SentMessage): Promise<ExecutionRef>;
  /** Waits for the end, over continue-as-new and retries. */
  result(ref: ExecutionRef): Promise<unknown>;
  signal(ref: ExecutionRef, message: SentMessage): Promise<void>;
  query(ref: ExecutionRef, message: SentMessage): Promise<unknown>;
  update(ref: ExecutionRef, message: SentMessage, updateId: string): Promise<unknown>;
  /** Whether the workflow has accepted an update: of one that it rejected Temporal keeps nothing. */
  wasAccepted(ref: ExecutionRef, updateId: string): Promise<boolean>;
  cancel(ref: ExecutionRef): Promise<void>;
  terminate(ref: ExecutionRef, reason: string | undefined): Promise<void>;
  describe(ref: ExecutionRef): Promise<WorkflowDescription>;
  list(query: string | undefined, next: unknown): Promise<Page>;
}
