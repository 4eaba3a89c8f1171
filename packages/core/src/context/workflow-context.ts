import type { CallArgs } from '../definitions/inference.ts';
import type { Duration } from '../definitions/duration.ts';
import type { FunctionDef, FunctionOptions } from '../definitions/function.ts';
import type { Logger } from './logger.ts';
import type { QueryDef, SignalDef, UpdateDef } from '../definitions/message.ts';
import type { WorkflowDef, WorkflowOptions } from '../definitions/workflow.ts';

/** Options for one call of a function, over those of its definition. */
export type RunOptions = Omit<FunctionOptions, 'output'>;

/** Options of a child workflow, over those of its definition. */
export interface ChildOptions extends Omit<WorkflowOptions, 'output' | 'onFailure'> {
  /** @default an id that Temporal derives from the parent's run */
  workflowId?: string;
  /** What becomes of the child when this workflow ends. @default 'terminate' */
  parentClosePolicy?: 'terminate' | 'abandon' | 'request-cancel';
}

/** A child workflow that was started. */
export interface ChildHandle<TOutput> {
  readonly workflowId: string;
  readonly runId: string;
  signal<TPayload>(signal: SignalDef<TPayload> | string, ...args: CallArgs<TPayload, never>): Promise<void>;
  /** Asks the child to cancel; its `result()` rejects when it has. */
  cancel(): void;
  result(): Promise<TOutput>;
}

/** A handler of an update. */
export interface UpdateHandlerOptions<TInput> {
  /** Throws to reject the update before it is accepted; leaves no trace in history. */
  validator?: (input: TInput) => void;
}

/** Options of `waitForSignal`. */
export interface WaitOptions {
  timeout: Duration;
}

/** Undoes what was done, newest first. */
export interface Saga {
  /** Notes a step to undo. */
  add(compensation: () => Promise<unknown>): void;
  /** Runs what was noted, newest first, through cancellation; goes on past one that fails and then throws what failed. */
  compensate(): Promise<void>;
}

/** Facts about the run. For all that Temporal knows: `workflowInfo()` of `@temporalio/workflow`. */
export interface WorkflowInfo {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly namespace: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly startTime: Date;
  /** Grows with each event; continue as new before it passes some ten thousands. */
  readonly historyLength: number;
  /** True when Temporal advises to continue as new. */
  readonly continueAsNewSuggested: boolean;
}

/** All that a workflow's handler does, it does through this. Each call maps to one of `@temporalio/workflow`. */
export interface WorkflowContext<TInput = unknown> {
  /**
   * Runs a function durably and resolves to its result: one activity in history.
   * @throws Temporal's ActivityFailure when its retries are used up, CancelledFailure when cancelled
   */
  run<TIn, TOut>(fn: FunctionDef<string, TIn, TOut>, ...args: CallArgs<TIn, RunOptions>): Promise<TOut>;

  /** Pauses the run durably: a timer in history. @throws {TfnError} TFN_DURATION_INVALID */
  sleep(duration: Duration): Promise<void>;

  /** The workflow's time: that of the current task, the same when replayed. */
  now(): Date;

  /** Runs a child workflow and resolves to its result. @throws Temporal's ChildWorkflowFailure */
  startChild<TIn, TOut>(workflow: WorkflowDef<string, TIn, TOut>, ...args: CallArgs<TIn, ChildOptions>): Promise<TOut>;

  /** Starts a child workflow and resolves to its handle as soon as it has started. */
  child<TIn, TOut>(
    workflow: WorkflowDef<string, TIn, TOut>,
    ...args: CallArgs<TIn, ChildOptions>
  ): Promise<ChildHandle<TOut>>;

  /** Ends this run and starts the workflow anew, with an empty history and this input. Never returns. */
  continueAsNew(...args: CallArgs<TInput, never>): Promise<never>;

  /** Handles a signal; those that came before are handled now, in order. */
  onSignal<TPayload>(signal: SignalDef<TPayload>, handler: (payload: TPayload) => void | Promise<void>): void;
  onSignal<TPayload = unknown>(signal: string, handler: (payload: TPayload) => void | Promise<void>): void;

  /** Answers a query; reads only, never awaits. */
  onQuery<TResult, TIn>(query: QueryDef<TResult, TIn>, handler: (input: TIn) => TResult): void;
  onQuery<TResult, TIn = unknown>(query: string, handler: (input: TIn) => TResult): void;

  /** Handles an update: a request that changes the run and gets an answer. */
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

  /** Waits until a predicate over the workflow's own state holds; with a timeout, resolves to whether it came to hold. */
  waitFor(predicate: () => boolean): Promise<void>;
  waitFor(predicate: () => boolean, timeout: Duration): Promise<boolean>;

  /** Waits for the next signal of a name and resolves to its payload; with a timeout, to undefined when it has passed. */
  waitForSignal<TPayload = unknown>(signal: SignalDef<TPayload> | string): Promise<TPayload>;
  waitForSignal<TPayload = unknown>(
    signal: SignalDef<TPayload> | string,
    options: WaitOptions,
  ): Promise<TPayload | undefined>;

  /** Sends a signal to another workflow. */
  signal<TPayload>(workflowId: string, signal: SignalDef<TPayload>, ...args: CallArgs<TPayload, never>): Promise<void>;
  signal(workflowId: string, signal: string, payload?: unknown): Promise<void>;

  /** Runs to its end even when the workflow is cancelled: Temporal's non-cancellable scope. */
  shield<TResult>(body: () => Promise<TResult>): Promise<TResult>;

  /** Starts a list of compensations. */
  saga(): Saga;

  /** True in runs that started with, or have not yet passed, the changed code: Temporal's `patched`. */
  patched(id: string): boolean;

  /** A UUID, the same when replayed. */
  uuid(): string;

  /** A number from 0 up to 1, the same when replayed. */
  random(): number;

  /** Silent while history is replayed. */
  readonly log: Logger;

  readonly info: WorkflowInfo;
}
