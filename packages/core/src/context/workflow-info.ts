import type { Priority } from '../definitions/workflow.ts';

/** Another execution, as a run knows it. */
export interface OtherExecution {
  readonly workflowId: string;
  readonly runId: string;
}

/** Facts about the run: the fields of the same names of `workflowInfo()` of `@temporalio/workflow`, which has all that Temporal provides. */
export interface WorkflowInfo {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly namespace: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** When the first run started. */
  readonly startTime: Date;
  /** When this run started. */
  readonly runStartTime: Date;
  /** The number of events so far. Continue as new before it exceeds some ten thousand. */
  readonly historyLength: number;
  /** In bytes. */
  readonly historySize: number;
  /** True when Temporal suggests continuing as new. */
  readonly continueAsNewSuggested: boolean;
  /** The workflow whose child this one is; undefined when there is none. */
  readonly parent?: OtherExecution & { readonly namespace: string };
  /** The outermost workflow of which this one is a descendant; undefined when there is none. */
  readonly root?: OtherExecution;
  /** The run id of the first of the runs that continued as new or were retried. */
  readonly firstExecutionRunId: string;
  /** The run that continued as this one; undefined for the first. */
  readonly continuedFromExecutionRunId?: string;
  /** With the changes of `ctx.upsertMemo`. */
  readonly memo?: Readonly<Record<string, unknown>>;
  /** With the changes of `ctx.upsertSearchAttributes`. Temporal has a list of values for each. */
  readonly searchAttributes: Readonly<Record<string, readonly (string | number | boolean | Date)[]>>;
  readonly priority?: Priority;
  /** Milliseconds that one workflow task may take. */
  readonly taskTimeoutMs: number;
  /** Undefined when unlimited. */
  readonly runTimeoutMs?: number;
  /** Undefined when unlimited. */
  readonly executionTimeoutMs?: number;
  /** When `executionTimeoutMs` will have passed. */
  readonly executionExpirationTime?: Date;
  /** What the previous run of the same schedule, or the previous attempt, failed with. */
  readonly lastFailure?: Error;
  /** What the previous run of the same schedule returned. */
  readonly lastResult?: unknown;
}
