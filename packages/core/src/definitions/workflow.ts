import { refuseStubs } from './rules/refuse-stubs.ts';
import { kindOf } from './registry/brand.ts';
import type { Branded } from './registry/brand.ts';
import type { SourceLocation } from './registry/call-site.ts';
import { defineOnce } from './registry/define.ts';
import type { Duration } from './duration.ts';
import type { AnyFunctionDef } from './function.ts';
import type { InferrableInput, ParameterOf } from './inference.ts';
import { resolveOptions } from './options.ts';
import { WORKFLOW_RULES } from './rules/workflow-rules.ts';
import type { RetryPolicy } from './options.ts';
import type { AnySchema, OutputSchemaDef, SchemaFor, SchemaOutput, WithInput, WithOutput } from './schema.ts';
import type { WorkflowContext } from '../context/workflow-context.ts';

/** Options of a workflow; each maps to the Temporal workflow option of the same name, unless documented otherwise. */
export interface WorkflowOptions {
  /** The task queue of the workers that run it. @default the client's */
  taskQueue?: string;
  /** Time limit of all runs, including retries and continue-as-new: `workflowExecutionTimeout`. @default unlimited */
  executionTimeout?: Duration;
  /** Time limit of one run: `workflowRunTimeout`. @default unlimited */
  runTimeout?: Duration;
  /** Retries of the whole workflow. @default none */
  retry?: RetryPolicy;
  /** A Standard Schema for the output: every reader gets what it returns. The workflow's worker parses with it, once. */
  output?: AnySchema;
  /** Runs with a `WorkflowFailureInfo` when the workflow fails and no retry is left; not when it is cancelled or terminated. */
  onFailure?: AnyFunctionDef;
  memo?: Readonly<Record<string, unknown>>;
  searchAttributes?: SearchAttributes;
  priority?: Priority;
  /**
   * What happens to its in-flight executions when another version of its worker's deployment takes over: Temporal's VersioningBehavior. Only
   * for workers with `deployment`. @default the deployment's `versioning`
   */
  versioningBehavior?: VersioningBehavior;
}

/** 'pinned': an execution completes on the version that it started on. 'auto-upgrade': it continues on the new version. */
export type VersioningBehavior = 'pinned' | 'auto-upgrade';

/** Indexed fields for listing executions. Maps to Temporal's search attributes. */
export type SearchAttributes = Readonly<Record<string, SearchAttributeValue>>;

/** A value of a search attribute; a list is Temporal's KeywordList. */
export type SearchAttributeValue = string | number | boolean | Date | readonly string[];

/** Changes of search attributes; null removes one. */
export type SearchAttributeUpdates = Readonly<Record<string, SearchAttributeValue | null>>;

/** Maps to Temporal's Priority. */
export interface Priority {
  /** 1 is the most urgent, 5 the least. @default 3 */
  priorityKey?: number;
  fairnessKey?: string;
  fairnessWeight?: number;
}

/** The input of a workflow's `onFailure` function. */
export interface WorkflowFailureInfo {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly input: unknown;
  readonly error: { readonly message: string; readonly type: string | undefined };
}

/** Options as a definition keeps them: durations in milliseconds. */
export interface ResolvedWorkflowOptions extends Omit<WorkflowOptions, 'executionTimeout' | 'runTimeout'> {
  readonly executionTimeout?: number;
  readonly runTimeout?: number;
  readonly input?: AnySchema;
}

/** A durable orchestration of functions: a Temporal workflow. */
export interface WorkflowDef<
  TName extends string = string,
  TInput = unknown,
  TOutput = unknown,
> extends Branded<'workflow'> {
  readonly name: TName;
  readonly handler: WorkflowHandler<TInput, TOutput>;
  readonly options: ResolvedWorkflowOptions;
  /** Where it was defined; undefined in the workflow sandbox. */
  readonly source: SourceLocation | undefined;
}

/**
 * The body of a workflow: deterministic, with every effect going through `ctx`. When it returns a function, the function is called once all
 * handlers of signals and updates have ended, and what it returns is the result.
 */
export type WorkflowHandler<TInput, TOutput> = WorkflowBody<TInput, Outcome<TOutput>>;

/** A workflow's body, by what it returns. */
export type WorkflowBody<TInput, TReturned> = (
  ctx: WorkflowContext<NoInfer<TInput>>,
  input: TInput,
) => Promise<TReturned> | TReturned;

/** What a workflow's body returns: its result, or a function that returns it. */
export type Outcome<TOutput> = TOutput | (() => TOutput);

/** The result of a workflow whose body returns this. */
export type ResultOf<TReturned> = TReturned extends () => infer TOutput ? TOutput : TReturned;

/** A workflow definition of any type. */
// oxlint-disable-next-line typescript/no-explicit-any -- the widest form must accept every handler
export type AnyWorkflowDef = WorkflowDef<string, any, any>;

/** A workflow definition that carries the schema of its input. */
export type SchemaWorkflowDef<TName extends string, TSchema extends AnySchema, TOutput> = WorkflowDef<
  TName,
  SchemaOutput<TSchema>,
  TOutput
> & { readonly options: { readonly input: TSchema } };

/** A handler from which `TInput` is inferred; see `InferrableInput`. */
export type InferrableWorkflow<TInput, TReturned> = {
  // A method, whose parameters TypeScript compares in both directions.
  handle(ctx: WorkflowContext<NoInfer<TInput>>, input: InferrableInput<TInput>): Promise<TReturned> | TReturned;
}['handle'];

/** Makes a workflow definition and adds it to the registry. See `tfn.workflow`. */
export interface DefineWorkflow {
  <const TName extends string, TSchema extends AnySchema, TReturned, TParsed extends AnySchema = AnySchema>(
    name: TName,
    handler: WorkflowBody<SchemaOutput<TSchema>, TReturned>,
    options: WorkflowOptions & WithInput<TSchema> & WithOutput<TParsed>,
  ): OutputSchemaDef<SchemaWorkflowDef<TName, TSchema, ResultOf<TReturned>>, TParsed>;
  <const TName extends string, TInput, TReturned, THandler, TParsed extends AnySchema = AnySchema>(
    name: TName,
    handler: InferrableWorkflow<TInput, TReturned> & THandler,
    options?: WorkflowOptions & Partial<WithInput<SchemaFor<NoInfer<TInput>>>> & WithOutput<TParsed>,
  ): OutputSchemaDef<WorkflowDef<TName, ParameterOf<THandler, 1>, ResultOf<TReturned>>, TParsed>;
}

/**
 * Defines a workflow. Temporal replays its body after crashes and restarts, so the body must be deterministic and do everything
 * through `ctx`. The definition is frozen and added to the registry under its name.
 * @example
 * export const processOrder = tfn.workflow('processOrder', async (ctx, order: Order) => {
 *   const paid = await ctx.run(charge, order);
 *   return { orderId: order.id, chargeId: paid.id };
 * });
 * @throws {TfnError} TFN_NAME_INVALID, TFN_NAME_DUPLICATE, TFN_HANDLER_INVALID, TFN_OPTIONS_INVALID
 */
export const workflow: DefineWorkflow = ((
  name: string,
  handler: WorkflowHandler<unknown, unknown>,
  options: WorkflowOptions = {},
) => {
  refuseStubs(options);
  return defineOnce('workflow', { name, handler, boundary: workflow }, (what) =>
    resolveOptions(what, options, { rules: WORKFLOW_RULES }),
  );
}) as unknown as DefineWorkflow;

/** Recognises a workflow definition, also one that another copy of core made. */
export function isWorkflowDef(value: unknown): value is AnyWorkflowDef {
  return kindOf(value) === 'workflow';
}
