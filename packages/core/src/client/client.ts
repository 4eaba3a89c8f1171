import type { Branded } from '../definitions/registry/brand.ts';
import type { AnyRunnable, CallArgs, CallerInputOf, OutputOf } from '../definitions/inference.ts';
import type { Duration } from '../definitions/duration.ts';
import type { AnyFunctionDef } from '../definitions/function.ts';
import type { QueryDef, SignalDef, UpdateDef } from '../definitions/message.ts';
import type { AnyWorkflowDef, WorkflowOptions } from '../definitions/workflow.ts';

/** The workflows among a module's exports, by name. `tfn.client<typeof functions>()` gets its types from them. */
export type DefsOf<TModule> = {
  [
    TKey in keyof TModule as TModule[TKey] extends { readonly name: infer TName extends string } & Branded<'workflow'>
      ? TName
      : never
  ]: TModule[TKey];
};

/** The target of a client method: a definition, or the name of a workflow. */
export type Target<TModule, TDef extends AnyRunnable = AnyRunnable> = TDef | NameOf<TModule>;

/** The names of a module's workflows; any string for a client without a module type. */
export type NameOf<TModule> = unknown extends TModule ? string : keyof DefsOf<TModule> & string;

/** The definition of a target. */
export type Resolve<TModule, TTarget> = TTarget extends AnyRunnable
  ? TTarget
  : TTarget extends keyof DefsOf<TModule>
    ? DefsOf<TModule>[TTarget]
    : unknown;

/** What `start` does if an execution with that id exists, running or closed. */
export type OnDuplicate = 'use-existing' | 'fail' | 'restart';

/** Options of one start; they override those of the definition. */
export interface StartOptions extends Omit<WorkflowOptions, 'output' | 'onFailure' | 'versioningBehavior'> {
  /** Makes the start idempotent. @default `<name>-<uuid>` */
  workflowId?: string;
  /**
   * 'use-existing' returns a handle of the existing execution, running or closed; 'fail' throws TFN_WORKFLOW_EXISTS;
   * 'restart' terminates a running execution and starts a new one.
   * @default 'use-existing'
   */
  onDuplicate?: OnDuplicate;
  /** Delays the first workflow task. @default no delay */
  startDelay?: Duration;
}

/** Options of `invoke`: those of `start`, and how long to wait. */
export interface InvokeOptions extends StartOptions {
  /** Rejects with TFN_RESULT_TIMEOUT after this time; the workflow continues. @default no limit */
  timeout?: Duration;
}

/** Temporal's description of an execution. */
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
  /** The values of each search attribute; those of the type Datetime are dates. */
  readonly searchAttributes: Readonly<Record<string, readonly unknown[]>>;
  /** The workflow that started this one as its child. */
  readonly parent: ExecutionId | undefined;
  /** The workflow without a parent from which this one descends; itself if it has no parent. Undefined from a server that does not report it. */
  readonly root: ExecutionId | undefined;
}

/** Identifies a run. */
export interface ExecutionId {
  readonly workflowId: string;
  readonly runId: string;
}

/** One execution in a list. */
export type WorkflowSummary = Omit<WorkflowDescription, 'memo' | 'searchAttributes' | 'parent' | 'root'>;

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

/** Options of an update. */
export interface UpdateOptions {
  /** Makes the update idempotent within its workflow: a second one with the same id gets the outcome of the first. @default a new UUID */
  updateId?: string;
}

/** An update that a workflow has accepted. */
export interface UpdateHandle<TResult = unknown> {
  readonly updateId: string;
  readonly workflowId: string;
  /** Waits until the update has completed. @throws {TfnError} TFN_UPDATE_FAILED, also when the workflow closed before */
  result(): Promise<TResult>;
}

/** One execution, by its id. */
export interface WorkflowHandle<TOutput = unknown> {
  readonly workflowId: string;
  /** The id of the started run; undefined if the handle was made from a workflow id alone. */
  readonly runId: string | undefined;
  /** Whether a worker of this process got the first task with the response to the start. */
  readonly eagerlyStarted: boolean;
  /** Waits for the result, following continue-as-new and retries. @throws {TfnError} TFN_WORKFLOW_FAILED and similar codes */
  result(options?: { timeout?: Duration }): Promise<TOutput>;
  signal<TPayload>(signal: SignalDef<TPayload>, ...args: CallArgs<TPayload, never>): Promise<void>;
  signal(signal: string, payload?: unknown): Promise<void>;
  query<TResult, TInput>(query: QueryDef<TResult, TInput>, ...args: CallArgs<TInput, never>): Promise<TResult>;
  query<TResult = unknown>(query: string, input?: unknown): Promise<TResult>;
  /** Sends an update and waits for its result. @throws {TfnError} TFN_UPDATE_REJECTED, TFN_UPDATE_FAILED */
  update<TResult, TInput>(
    update: UpdateDef<TResult, TInput>,
    ...args: CallArgs<TInput, UpdateOptions>
  ): Promise<TResult>;
  update<TResult = unknown>(update: string, input?: unknown, options?: UpdateOptions): Promise<TResult>;
  /** Sends an update and waits until the workflow has accepted it. @throws {TfnError} TFN_UPDATE_REJECTED */
  startUpdate<TResult, TInput>(
    update: UpdateDef<TResult, TInput>,
    ...args: CallArgs<TInput, UpdateOptions>
  ): Promise<UpdateHandle<TResult>>;
  startUpdate<TResult = unknown>(
    update: string,
    input?: unknown,
    options?: UpdateOptions,
  ): Promise<UpdateHandle<TResult>>;
  /** Requests cancellation of the workflow. */
  cancel(): Promise<void>;
  /** Stops the workflow immediately, without running any of its code. */
  terminate(reason?: string): Promise<void>;
  describe(): Promise<WorkflowDescription>;
}

/** A signal that is sent together with a start. */
export type SignalWithStart<TPayload = unknown> =
  | ({ signal: SignalDef<TPayload> } & PayloadOption<NoInfer<TPayload>>)
  | { signal: string; payload?: unknown };

/** An update that is sent together with a start. */
export type UpdateWithStart<TResult = unknown, TPayload = unknown> = UpdateOptions &
  (
    | ({ update: UpdateDef<TResult, TPayload> } & PayloadOption<NoInfer<TPayload>>)
    | { update: string; payload?: unknown }
  );

/** The result of an update that was sent with a start, and the handle of its workflow. */
export interface UpdatedWithStart<TResult, TOutput> {
  readonly result: TResult;
  readonly handle: WorkflowHandle<TOutput>;
}

/** The option for a signal's payload, required if the signal has one. */
export type PayloadOption<TPayload> = undefined extends TPayload ? { payload?: TPayload } : { payload: TPayload };

/**
 * The methods of every client, over any transport; triggers accept any of them. Connects on first use. Every method
 * rejects with TFN_TEMPORAL_UNREACHABLE if Temporal does not answer, and with TFN_NAMESPACE_NOT_FOUND.
 */
export interface Client<TModule = unknown> {
  /** Starts a target and waits for its result. A function runs durably, without a workflow of yours. */
  invoke<TTarget extends Target<TModule>>(
    target: TTarget,
    ...args: CallArgs<CallerInputOf<Resolve<TModule, TTarget>>, InvokeOptions>
  ): Promise<OutputOf<Resolve<TModule, TTarget>>>;

  /** Starts a target and returns its handle. @throws {TfnError} TFN_INPUT_INVALID, TFN_WORKFLOW_EXISTS */
  start<TTarget extends Target<TModule>>(
    target: TTarget,
    ...args: CallArgs<CallerInputOf<Resolve<TModule, TTarget>>, StartOptions>
  ): Promise<WorkflowHandle<OutputOf<Resolve<TModule, TTarget>>>>;

  /** Signals the running execution with that id; starts one first if none is running. */
  signalWithStart<TTarget extends Target<TModule, AnyWorkflowDef>, TPayload = unknown>(
    target: TTarget,
    options: SignalWithStart<TPayload> &
      Omit<StartOptions, 'onDuplicate'> & { workflowId: string } & SignalWithStartInput<
        CallerInputOf<Resolve<TModule, TTarget>>
      >,
  ): Promise<WorkflowHandle<OutputOf<Resolve<TModule, TTarget>>>>;

  /**
   * Sends an update to the running execution with that id; starts one first if none is running. Maps to Temporal's update-with-start, which its
   * HTTP API does not have: over HTTP it rejects with TFN_REQUEST_REFUSED.
   * @throws {TfnError} TFN_INPUT_INVALID, TFN_WORKFLOW_EXISTS, TFN_UPDATE_REJECTED, TFN_UPDATE_FAILED
   */
  updateWithStart<TTarget extends Target<TModule, AnyWorkflowDef>, TResult = unknown, TPayload = unknown>(
    target: TTarget,
    options: UpdateWithStart<TResult, TPayload> &
      Omit<StartOptions, 'onDuplicate'> & { workflowId: string } & SignalWithStartInput<
        CallerInputOf<Resolve<TModule, TTarget>>
      >,
  ): Promise<UpdatedWithStart<TResult, OutputOf<Resolve<TModule, TTarget>>>>;

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
    ...args: CallArgs<TInput, UpdateOptions>
  ): Promise<TResult>;
  update<TResult = unknown>(
    workflowId: string,
    update: string,
    input?: unknown,
    options?: UpdateOptions,
  ): Promise<TResult>;

  /** Sends an update and waits until the workflow has accepted it. @throws {TfnError} TFN_UPDATE_REJECTED */
  startUpdate<TResult, TInput>(
    workflowId: string,
    update: UpdateDef<TResult, TInput>,
    ...args: CallArgs<TInput, UpdateOptions>
  ): Promise<UpdateHandle<TResult>>;
  startUpdate<TResult = unknown>(
    workflowId: string,
    update: string,
    input?: unknown,
    options?: UpdateOptions,
  ): Promise<UpdateHandle<TResult>>;

  /** Makes a handle from an id, without a request to Temporal. A definition gives it its types. */
  getHandle(workflowId: string, runId?: string): WorkflowHandle;
  getHandle<TDef extends AnyRunnable>(def: TDef, workflowId: string, runId?: string): WorkflowHandle<OutputOf<TDef>>;

  cancel(workflowId: string): Promise<void>;
  terminate(workflowId: string, reason?: string): Promise<void>;

  /** Lists executions, newest first. The query is a Temporal list filter, such as `WorkflowType = 'processOrder'`. */
  list(query?: string): AsyncIterable<WorkflowSummary>;

  close(): Promise<void>;
}

/** The option for the workflow's input in `signalWithStart`. */
export type SignalWithStartInput<TInput> = undefined extends TInput ? { input?: TInput } : { input: TInput };

/** Any target of a client: a definition, or a workflow's name. */
export type AnyTarget = AnyFunctionDef | AnyWorkflowDef | string;
