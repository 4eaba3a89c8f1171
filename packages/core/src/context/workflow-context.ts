import type { CallArgs } from '../definitions/inference.ts';
import type { Duration } from '../definitions/duration.ts';
import type { FunctionDef, FunctionOptions } from '../definitions/function.ts';
import type { Logger } from './logger.ts';
import type { QueryDef, SignalDef, UpdateDef } from '../definitions/message.ts';
import type { WorkflowDef, WorkflowOptions } from '../definitions/workflow.ts';

/** Options for one call of a function; they override those of its definition. */
export type RunOptions = Omit<FunctionOptions, 'output'>;

/** Options of a child workflow; they override those of its definition. */
export interface ChildOptions extends Omit<WorkflowOptions, 'output' | 'onFailure'> {
  /** @default an id that Temporal derives from the parent's run */
  workflowId?: string;
  /** What happens to the child when this workflow closes. @default 'terminate' */
  parentClosePolicy?: 'terminate' | 'abandon' | 'request-cancel';
}

/** A started child workflow. */
export interface ChildHandle<TOutput> {
  readonly workflowId: string;
  readonly runId: string;
  signal<TPayload>(signal: SignalDef<TPayload> | string, ...args: CallArgs<TPayload, never>): Promise<void>;
  /** Requests the child's cancellation; `result()` rejects once the child is cancelled. */
  cancel(): void;
  result(): Promise<TOutput>;
}

/** Options of `onUpdate`. */
export interface UpdateHandlerOptions<TInput> {
  /** Throws to reject the update before it is accepted; a rejected update is not in the history. */
  validator?: (input: TInput) => void;
}

/** Options of `waitForSignal`. */
export interface WaitOptions {
  timeout: Duration;
}

/** Undoes completed steps in reverse order. */
export interface Saga {
  /** Adds the compensation of a completed step. */
  add(compensation: () => Promise<unknown>): void;
  /** Runs the compensations, newest first, even if the workflow is cancelled. Runs all of them, then throws the failures. */
  compensate(): Promise<void>;
}

/** Facts about the run. `workflowInfo()` of `@temporalio/workflow` has all that Temporal provides. */
export interface WorkflowInfo {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly namespace: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly startTime: Date;
  /** The number of events so far. Continue as new before it exceeds some ten thousand. */
  readonly historyLength: number;
  /** True when Temporal suggests continuing as new. */
  readonly continueAsNewSuggested: boolean;
}

/** The first argument of a workflow's handler, through which it does everything. Each call maps to one of `@temporalio/workflow`. */
export interface WorkflowContext<TInput = unknown> {
  /**
   * Runs a function durably and resolves to its result: one activity in the history.
   * @throws Temporal's ActivityFailure when no retry is left, CancelledFailure when cancelled
   */
  run<TIn, TOut>(fn: FunctionDef<string, TIn, TOut>, ...args: CallArgs<TIn, RunOptions>): Promise<TOut>;

  /** Pauses the run durably: a timer in the history. @throws {TfnError} TFN_DURATION_INVALID */
  sleep(duration: Duration): Promise<void>;

  /** The time of the current workflow task; the same on replay. */
  now(): Date;

  /** Runs a child workflow and resolves to its result. @throws Temporal's ChildWorkflowFailure */
  startChild<TIn, TOut>(workflow: WorkflowDef<string, TIn, TOut>, ...args: CallArgs<TIn, ChildOptions>): Promise<TOut>;

  /** Starts a child workflow and resolves to its handle once it has started. */
  child<TIn, TOut>(
    workflow: WorkflowDef<string, TIn, TOut>,
    ...args: CallArgs<TIn, ChildOptions>
  ): Promise<ChildHandle<TOut>>;

  /** Closes this run and starts the workflow again with this input and an empty history. Never returns. */
  continueAsNew(...args: CallArgs<TInput, never>): Promise<never>;

  /** Handles a signal. Signals that arrived earlier are handled now, in order. */
  onSignal<TPayload>(signal: SignalDef<TPayload>, handler: (payload: TPayload) => void | Promise<void>): void;
  onSignal<TPayload = unknown>(signal: string, handler: (payload: TPayload) => void | Promise<void>): void;

  /** Answers a query. The handler only reads state and cannot await. */
  onQuery<TResult, TIn>(query: QueryDef<TResult, TIn>, handler: (input: TIn) => TResult): void;
  onQuery<TResult, TIn = unknown>(query: string, handler: (input: TIn) => TResult): void;

  /** Handles an update: a request that may change state and returns a result. */
  onUpdate<TResult, TIn>(
    update: UpdateDef<TResult, TIn>,
    handler: (input: TIn) => TResult | Promise<TResult>,
    options?: UpdateHandlerOptions<TIn>,
  ): void;
  onUpdate<TResult, TIn = unknown>(
    update: string,
    handler: (input: TIn) => TResult | Promise<TResult>,
    options?: UpdateHandlerOptions<TIn>,
  ): void;

  /** Waits until a predicate over the workflow's state is true. With a timeout it resolves to false if the timeout passes first. */
  waitFor(predicate: () => boolean): Promise<void>;
  waitFor(predicate: () => boolean, timeout: Duration): Promise<boolean>;

  /** Waits for the next signal of a name and resolves to its payload, or to undefined if the timeout passes first. */
  waitForSignal<TPayload = unknown>(signal: SignalDef<TPayload> | string): Promise<TPayload>;
  waitForSignal<TPayload = unknown>(
    signal: SignalDef<TPayload> | string,
    options: WaitOptions,
  ): Promise<TPayload | undefined>;

  /** Sends a signal to another workflow. */
  signal<TPayload>(workflowId: string, signal: SignalDef<TPayload>, ...args: CallArgs<TPayload, never>): Promise<void>;
  signal(workflowId: string, signal: string, payload?: unknown): Promise<void>;

  /** Completes `body` even if the workflow is cancelled: Temporal's non-cancellable scope. */
  shield<TResult>(body: () => Promise<TResult>): Promise<TResult>;

  /** Makes an empty list of compensations. */
  saga(): Saga;

  /** True in runs that started with, or have not yet passed, the changed code: Temporal's `patched`. */
  patched(id: string): boolean;

  /** A UUID; the same on replay. */
  uuid(): string;

  /** A number from 0 (inclusive) to 1 (exclusive); the same on replay. */
  random(): number;

  /** Silent on replay. */
  readonly log: Logger;

  readonly info: WorkflowInfo;
}
