import type { Branded } from '../definitions/brand.ts';
import type { AnyRunnable, CallArgs, CallerInputOf, OutputOf } from '../definitions/inference.ts';
import type { Duration } from '../definitions/duration.ts';
import type { AnyFunctionDef } from '../definitions/function.ts';
import type { QueryDef, SignalDef, UpdateDef } from '../definitions/message.ts';
import type { AnyWorkflowDef, WorkflowOptions } from '../definitions/workflow.ts';

/** The workflows among a module's exports, by their names: what `tfn.client<typeof functions>()` knows. */
export type DefsOf<TModule> = {
  [
    TKey in keyof TModule as TModule[TKey] extends { readonly name: infer TName extends string } & Branded<'workflow'>
      ? TName
      : never
  ]: TModule[TKey];
};

/** What a client method takes as its target: a definition, or the name of a workflow. */
export type Target<TModule, TDef extends AnyRunnable = AnyRunnable> = TDef | NameOf<TModule>;

/** The names of a module's workflows; any string when the client was given no module. */
export type NameOf<TModule> = unknown extends TModule ? string : keyof DefsOf<TModule> & string;

/** The definition behind a target. */
export type Resolve<TModule, TTarget> = TTarget extends AnyRunnable
  ? TTarget
  : TTarget extends keyof DefsOf<TModule>
    ? DefsOf<TModule>[TTarget]
    : unknown;

/** What `start` does when an execution of that id exists, running or closed. */
export type OnDuplicate = 'use-existing' | 'fail' | 'restart';

/** Options of one start, over those of the workflow's definition. */
export interface StartOptions extends Omit<WorkflowOptions, 'output' | 'onFailure'> {
  /** Makes the start idempotent. @default `<name>-<uuid>` */
  workflowId?: string;
  /**
   * 'use-existing' gives the handle of the execution that has the id, running or closed; 'fail' throws TFN_WORKFLOW_EXISTS;
   * 'restart' terminates a running one and starts anew.
   * @default 'use-existing'
   */
  onDuplicate?: OnDuplicate;
  /** The first workflow task waits for this long. */
  startDelay?: Duration;
}

/** Options of `invoke`: those of a start, and how long to wait. */
export interface InvokeOptions extends StartOptions {
  /** Rejects with TFN_RESULT_TIMEOUT when it has passed; the workflow goes on. @default waits for ever */
  timeout?: Duration;
}

/** What Temporal says of an execution. */
export interface WorkflowDescription {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly status: WorkflowStatus;
  readonly startTime: Date;
  readonly closeTime: Date | undefined;
  readonly historyLength: number;
  readonly memo: Readonly<Record<string, unknown>>;
}

/** One execution in a list. */
export type WorkflowSummary = Omit<WorkflowDescription, 'memo'>;

/** Maps to Temporal's WorkflowExecutionStatus. */
export type WorkflowStatus =
  | 'running'
  | 'paused'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'terminated'
  | 'continued-as-new'
  | 'timed-out';

/** One execution, by its id. */
export interface WorkflowHandle<TOutput = unknown> {
  readonly workflowId: string;
  /** The run that was started; undefined when the handle was made from an id alone. */
  readonly runId: string | undefined;
  /** Waits for the end, over continue-as-new and retries. @throws {TfnError} TFN_WORKFLOW_FAILED and its like */
  result(options?: { timeout?: Duration }): Promise<TOutput>;
  signal<TPayload>(signal: SignalDef<TPayload>, ...args: CallArgs<TPayload, never>): Promise<void>;
  signal(signal: string, payload?: unknown): Promise<void>;
  query<TResult, TInput>(query: QueryDef<TResult, TInput>, ...args: CallArgs<TInput, never>): Promise<TResult>;
  query<TResult = unknown>(query: string, input?: unknown): Promise<TResult>;
  update<TResult, TInput>(update: UpdateDef<TResult, TInput>, ...args: CallArgs<TInput, never>): Promise<TResult>;
  update<TResult = unknown>(update: string, input?: unknown): Promise<TResult>;
  /** Asks the workflow to cancel. */
  cancel(): Promise<void>;
  /** Ends it at once; its code learns nothing. */
  terminate(reason?: string): Promise<void>;
  describe(): Promise<WorkflowDescription>;
}

/** A signal that is sent together with a start. */
export type SignalWithStart<TPayload = unknown> =
  | ({ signal: SignalDef<TPayload> } & PayloadOption<NoInfer<TPayload>>)
  | { signal: string; payload?: unknown };

/** The option that holds a signal's payload, where the signal has one. */
export type PayloadOption<TPayload> = undefined extends TPayload ? { payload?: TPayload } : { payload: TPayload };

/**
 * What every client of ours can do, over whichever transport; triggers take one of these. Connects on first use. Every method
 * rejects with TFN_TEMPORAL_UNREACHABLE when Temporal does not answer, and with TFN_NAMESPACE_NOT_FOUND.
 */
export interface Client<TModule = unknown> {
  /** Starts and waits for the result. A function runs durably without a workflow being written. */
  invoke<TTarget extends Target<TModule>>(
    target: TTarget,
    ...args: CallArgs<CallerInputOf<Resolve<TModule, TTarget>>, InvokeOptions>
  ): Promise<OutputOf<Resolve<TModule, TTarget>>>;

  /** Starts and gives a handle. @throws {TfnError} TFN_INPUT_INVALID, TFN_WORKFLOW_EXISTS */
  start<TTarget extends Target<TModule>>(
    target: TTarget,
    ...args: CallArgs<CallerInputOf<Resolve<TModule, TTarget>>, StartOptions>
  ): Promise<WorkflowHandle<OutputOf<Resolve<TModule, TTarget>>>>;

  /** Signals the execution of an id, and starts it first, also anew, when it does not run. */
  signalWithStart<TTarget extends Target<TModule, AnyWorkflowDef>, TPayload = unknown>(
    target: TTarget,
    options: SignalWithStart<TPayload> &
      Omit<StartOptions, 'onDuplicate'> & { workflowId: string } & SignalWithStartInput<
        CallerInputOf<Resolve<TModule, TTarget>>
      >,
  ): Promise<WorkflowHandle<OutputOf<Resolve<TModule, TTarget>>>>;

  signal<TPayload>(workflowId: string, signal: SignalDef<TPayload>, ...args: CallArgs<TPayload, never>): Promise<void>;
  signal(workflowId: string, signal: string, payload?: unknown): Promise<void>;

  query<TResult, TInput>(
    workflowId: string,
    query: QueryDef<TResult, TInput>,
    ...args: CallArgs<TInput, never>
  ): Promise<TResult>;
  query<TResult = unknown>(workflowId: string, query: string, input?: unknown): Promise<TResult>;

  update<TResult, TInput>(
    workflowId: string,
    update: UpdateDef<TResult, TInput>,
    ...args: CallArgs<TInput, never>
  ): Promise<TResult>;
  update<TResult = unknown>(workflowId: string, update: string, input?: unknown): Promise<TResult>;

  /** A handle by id; asks nothing of the server. Typed by the definition when one is given. */
  getHandle(workflowId: string, runId?: string): WorkflowHandle;
  getHandle<TDef extends AnyRunnable>(def: TDef, workflowId: string, runId?: string): WorkflowHandle<OutputOf<TDef>>;

  cancel(workflowId: string): Promise<void>;
  terminate(workflowId: string, reason?: string): Promise<void>;

  /** Executions, newest first, by Temporal's list filter, such as `WorkflowType = 'processOrder'`. */
  list(query?: string): AsyncIterable<WorkflowSummary>;

  close(): Promise<void>;
}

/** The part of `signalWithStart`'s options that depends on the workflow's input. */
export type SignalWithStartInput<TInput> = undefined extends TInput ? { input?: TInput } : { input: TInput };

/** Anything that names a function or workflow for which a client may ask. */
export type AnyTarget = AnyFunctionDef | AnyWorkflowDef | string;
