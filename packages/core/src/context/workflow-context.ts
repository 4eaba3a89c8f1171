import type { CallArgs, CallerInputOf, OutputOf } from '../definitions/inference.ts';
import type { ChildCancellationType, Scope } from './cancellation.ts';
import type { Duration } from '../definitions/duration.ts';
import type { AnyFunctionDef, FunctionOptions } from '../definitions/function.ts';
import type { Logger } from './logger.ts';
import type { QueryDef, SignalDef, UpdateDef } from '../definitions/message.ts';
import type { RaceEntry, RaceWinner } from './race.ts';
import type { SearchAttributeUpdates, AnyWorkflowDef, WorkflowOptions } from '../definitions/workflow.ts';
import type { WorkflowInfo } from './workflow-info.ts';

/** Options for one call of a function; they override those of its definition. */
export type RunOptions = Omit<FunctionOptions, 'output'>;

/** Options of a child workflow; they override those of its definition. */
export interface ChildOptions extends Omit<WorkflowOptions, 'output' | 'onFailure' | 'versioningBehavior'> {
  /** @default an id that Temporal derives from the parent's run */
  workflowId?: string;
  /** What happens to the child when this workflow closes. @default 'terminate' */
  parentClosePolicy?: 'terminate' | 'abandon' | 'request-cancel';
  /** What the cancellation of its scope does to the child. @default 'wait-cancellation-completed' */
  cancellationType?: ChildCancellationType;
}

/** A started child workflow. */
export interface ChildHandle<TOutput> {
  readonly workflowId: string;
  readonly runId: string;
  signal<TPayload>(signal: SignalDef<TPayload> | string, ...args: CallArgs<TPayload, never>): Promise<void>;
  /** Requests the child's cancellation. `result()` then shows how it ended: it rejects when the child is cancelled, see `isCancellation`. */
  cancel(): void;
  result(): Promise<TOutput>;
}

/** Options of `onUpdate`. */
export interface UpdateHandlerOptions<TInput> {
  /** Throws to reject the update before it is accepted; a rejected update is not in the history. Temporal does not await it. */
  validator?: (input: TInput) => ValidatorResult;
}

/** What a validator returns is ignored. It is no promise: Temporal would not wait for it, and accept the update. */
// oxlint-disable-next-line typescript/no-invalid-void-type -- what a handler without a result returns
export type ValidatorResult = void | undefined | null | string | number | bigint | boolean | { readonly then?: never };

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

/** Options of `scope`. */
export interface ScopeOptions {
  /** Cancels the scope when it takes longer. @default no limit */
  timeout?: Duration;
}

/** The first argument of a workflow's handler, through which it does everything. Each call maps to one of `@temporalio/workflow`. */
export interface WorkflowContext<TInput = unknown> {
  /**
   * Runs a function durably and resolves to its result: one activity in the history. Takes what the function's schema accepts; its worker
   * parses that.
   * @throws Temporal's ActivityFailure when no retry is left, CancelledFailure when cancelled
   */
  run<TDef extends AnyFunctionDef>(
    fn: TDef,
    ...args: CallArgs<CallerInputOf<TDef>, RunOptions>
  ): Promise<OutputOf<TDef>>;

  /** Pauses the run durably: a timer in the history. Below zero is over at once. @throws {TfnError} TFN_DURATION_INVALID */
  sleep(duration: Duration): Promise<void>;

  /**
   * Pauses the run durably until a time, in milliseconds since 1970 if it is a number: a timer in the history. A time that has passed is over
   * at once. @throws {TfnError} TFN_TIME_INVALID
   */
  sleepUntil(time: Date | number): Promise<void>;

  /** The time of the current workflow task; the same on replay. */
  now(): Date;

  /** Runs a child workflow and resolves to its result. @throws Temporal's ChildWorkflowFailure */
  startChild<TDef extends AnyWorkflowDef>(
    workflow: TDef,
    ...args: CallArgs<CallerInputOf<TDef>, ChildOptions>
  ): Promise<OutputOf<TDef>>;

  /** Starts a child workflow and resolves to its handle once it has started. */
  child<TDef extends AnyWorkflowDef>(
    workflow: TDef,
    ...args: CallArgs<CallerInputOf<TDef>, ChildOptions>
  ): Promise<ChildHandle<OutputOf<TDef>>>;

  /**
   * Closes this run and starts the workflow again with this input and an empty history. Never returns. Waits first for the handlers of
   * signals and updates that run. A function is called when they have ended, so that the input contains what they changed. With a plain
   * value, updates that end later are answered with the error TFN_UPDATE_TOO_LATE. Signals that this run has not taken go to the next one. The
   * input is of the type that the handler gets: the next run does not parse it again.
   */
  continueAsNew(...args: CallArgs<TInput | (() => TInput), never>): Promise<never>;

  /**
   * Resolves when no handler of a signal or an update runs. For the body of a workflow: a handler would wait for itself.
   * @throws {TfnError} TFN_HANDLER_AWAITS_ITSELF
   */
  handlersFinished(): Promise<void>;

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

  /**
   * Resolves to the entry that ends first, as `{ key, value }`, and cancels the others: waits take no message, timers and children are
   * cancelled, and so are functions, as their `cancellationType` says. Rejects if the first to end rejects. An entry is the promise of a call
   * of `ctx`, a function that makes one (all that it starts is cancelled), or a signal, for its next message.
   * @example const { key, value } = await ctx.race({ approved: approve, timeout: ctx.sleep('1 day') });
   * @throws {TfnError} TFN_RACE_EMPTY
   */
  race<TEntries extends Readonly<Record<string, RaceEntry>>>(entries: TEntries): Promise<RaceWinner<TEntries>>;

  /** Sends a signal to another workflow. */
  signal<TPayload>(workflowId: string, signal: SignalDef<TPayload>, ...args: CallArgs<TPayload, never>): Promise<void>;
  signal(workflowId: string, signal: string, payload?: unknown): Promise<void>;

  /** Requests the cancellation of another workflow: `cancel` of Temporal's external workflow handle. @throws Temporal's ApplicationFailure when no workflow with that id runs */
  cancel(workflowId: string): Promise<void>;

  /**
   * Runs `body` in a scope of its own, which `scope.cancel()` and the timeout cancel: Temporal's CancellationScope, and its `withTimeout`. What
   * `body` throws or returns is the result; when it fails because of the timeout, the error is TFN_SCOPE_TIMED_OUT.
   * @throws {TfnError} TFN_SCOPE_TIMED_OUT, TFN_DURATION_INVALID
   */
  scope<TResult>(body: (scope: Scope) => Promise<TResult>, options?: ScopeOptions): Promise<TResult>;

  /** Completes `body` even if the workflow is cancelled: Temporal's non-cancellable scope. */
  shield<TResult>(body: () => Promise<TResult>): Promise<TResult>;

  /** Makes an empty list of compensations. */
  saga(): Saga;

  /** True in runs that started with, or have not yet passed, the changed code: Temporal's `patched`. */
  patched(id: string): boolean;

  /** Stands for `patched` when no run needs the old code any more, until those that passed it have ended: Temporal's `deprecatePatch`. */
  deprecatePatch(id: string): void;

  /**
   * Sets fields of the run's memo, and removes those that are null: Temporal's `upsertMemo`.
   * @throws {TfnError} TFN_OPTIONS_INVALID, TFN_INPUT_UNSERIALIZABLE, TFN_VALUE_TOO_LARGE
   */
  upsertMemo(memo: Readonly<Record<string, unknown>>): void;

  /**
   * Sets search attributes of the run, and removes those that are null: Temporal's `upsertSearchAttributes`. One that is not registered with
   * the namespace, or has another type there, fails the workflow with TFN_SEARCH_ATTRIBUTES_REFUSED.
   * @throws {TfnError} TFN_OPTIONS_INVALID for values that Temporal never accepts: more than 2 KB each or 40 KB in all, or more than 100
   */
  upsertSearchAttributes(attributes: SearchAttributeUpdates): void;

  /** A UUID; the same on replay. */
  uuid(): string;

  /** A number from 0 (inclusive) to 1 (exclusive); the same on replay. */
  random(): number;

  /** Silent on replay. */
  readonly log: Logger;

  readonly info: WorkflowInfo;
}
