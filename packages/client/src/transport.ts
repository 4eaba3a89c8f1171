import type { WorkflowDescription, WorkflowSummary } from '@tfn/core';
import type { CallSubject } from './errors/call-errors.ts';
import type { StartPlan } from './runs/plan-start.ts';

/** A transport to Temporal, opened by the first call. */
export interface Transport {
  /**
   * Makes a call and returns its result.
   * @throws {TfnError} TFN_TEMPORAL_UNREACHABLE, TFN_AUTH_DENIED, TFN_NAMESPACE_NOT_FOUND, TFN_CLIENT_CLOSED, TFN_CLIENT_CONFIG,
   * and the codes that `toCallError` chooses for the subject
   */
  call<TResult>(
    subject: CallSubject,
    run: (api: WorkflowApi) => Promise<TResult>,
    options?: CallOptions,
  ): Promise<TResult>;
  close(): Promise<void>;
}

/** Options of a call. */
export interface CallOptions {
  /**
   * Who has to answer. Temporal and workers must answer within the connect timeout; workflows have no limit.
   * @default 'temporal'
   */
  answerer?: 'temporal' | 'worker' | 'workflow';
  /** Milliseconds until the call rejects with a CallTimedOut. Only for calls that a workflow answers. */
  timeout?: number | undefined;
}

/** A call did not complete within its own timeout. */
export class CallTimedOut extends Error {}

/** Which execution a call is for. */
export interface ExecutionRef {
  readonly workflowId: string;
  /** Only this run. */
  readonly runId?: string | undefined;
  /** Only runs of the chain that began with this one. */
  readonly firstRunId?: string | undefined;
  /** The run at which the wait for a result starts. */
  readonly resultRunId?: string | undefined;
  /** Whether a worker of this process got its first task with the response to its start. */
  readonly eagerlyStarted?: boolean | undefined;
  /** The transport's own object for it, if it has one. */
  readonly native?: unknown;
}

/** A signal, a query or an update to send. */
export interface SentMessage {
  readonly name: string;
  /** One, or none when there is no input. */
  readonly args: readonly unknown[];
}

/** How a start treats executions that have the id already. */
export interface StartMode {
  /** Signals the running execution, or the one that it starts. */
  readonly signal?: SentMessage;
  /** Terminates a running execution, and starts even if one has closed. */
  readonly replace?: boolean;
  /** Joins the running execution, as a signal does. */
  readonly joins?: boolean;
}

/** An accepted update. */
export interface StartedUpdate {
  /** Waits for its result, by another call. */
  result(api: WorkflowApi): Promise<unknown>;
}

/** The outcome of an update with a start. */
export interface UpdatedStart {
  readonly ref: ExecutionRef;
  readonly result: unknown;
}

/** The run that holds a workflow id. */
export interface Holder {
  readonly workflowType: string;
  /** The function that the built-in workflow runs; undefined for any other workflow, and when the client cannot read it. */
  readonly functionName: string | undefined;
  readonly runId: string;
  /** The first run of its chain; undefined if the server does not report it. */
  readonly firstRunId: string | undefined;
  readonly isOpen: boolean;
}

/** One page of a list. */
export interface Page {
  readonly items: readonly WorkflowSummary[];
  /** The token of the next page; undefined after the last page. */
  readonly next: unknown;
}

/**
 * The calls that our client makes to Temporal. They reject with errors of Temporal's SDK, or with errors of the same names and fields:
 * WorkflowFailedError from `result`, WorkflowUpdateFailedError from `update`.
 */
export interface WorkflowApi {
  /** Starts a workflow. Without `how` Temporal rejects an id that any execution has, running or closed. */
  start(plan: StartPlan, how?: StartMode): Promise<ExecutionRef>;
  /** Returns the latest run of an id, or the run that the ref names. */
  findHolder(ref: ExecutionRef): Promise<Holder>;
  /** Waits until the workflow closes, following continue-as-new and retries. */
  result(ref: ExecutionRef): Promise<unknown>;
  signal(ref: ExecutionRef, message: SentMessage): Promise<void>;
  query(ref: ExecutionRef, message: SentMessage): Promise<unknown>;
  update(ref: ExecutionRef, message: SentMessage, updateId: string): Promise<unknown>;
  /** Sends an update, and waits until it is accepted. Rejects with a WorkflowUpdateFailedError if it is rejected. */
  startUpdate(ref: ExecutionRef, message: SentMessage, updateId: string): Promise<StartedUpdate>;
  /** Sends an update to the running execution, or to one that it starts; waits for the result. */
  updateWithStart(plan: StartPlan, message: SentMessage, updateId: string): Promise<UpdatedStart>;
  /** Whether the workflow accepted an update: Temporal keeps no record of a rejected one. */
  wasAccepted(ref: ExecutionRef, updateId: string): Promise<boolean>;
  cancel(ref: ExecutionRef): Promise<void>;
  terminate(ref: ExecutionRef, reason: string | undefined): Promise<void>;
  describe(ref: ExecutionRef): Promise<WorkflowDescription>;
  list(query: string | undefined, next: unknown): Promise<Page>;
}
