import { refuseStubs } from './rules/refuse-stubs.ts';
import { kindOf } from './registry/brand.ts';
import type { Branded } from './registry/brand.ts';
import type { SourceLocation } from './registry/call-site.ts';
import { defineOnce } from './registry/define.ts';
import type { Duration } from './duration.ts';
import { FUNCTION_CANCELLATION_TYPES } from '../context/cancellation.ts';
import type { FunctionCancellationType } from '../context/cancellation.ts';
import type { FunctionContext } from '../context/function-context.ts';
import type { InferrableInput, ParameterOf } from './inference.ts';
import type { OptionRules } from './rules/option-rules.ts';
import { resolveOptions } from './options.ts';
import type { RetryPolicy } from './options.ts';
import type { AnySchema, OutputSchemaDef, SchemaFor, SchemaOutput, WithInput, WithOutput } from './schema.ts';

/** Options of a function; each maps to the Temporal activity option of the same name, unless documented otherwise. */
export interface FunctionOptions {
  /** Time limit of one attempt, at least 1 ms: another name for `startToCloseTimeout`. @default '1m' */
  timeout?: Duration;
  /** Retries after the first attempt, a whole number: 3 means 4 attempts (`maximumAttempts` 4). @default unlimited */
  retries?: number;
  startToCloseTimeout?: Duration;
  /** Time limit of all attempts and the pauses between them. @default unlimited */
  scheduleToCloseTimeout?: Duration;
  /** How long an attempt may wait for a worker. @default unlimited */
  scheduleToStartTimeout?: Duration;
  /** Fails an attempt that has not called `ctx.heartbeat()` for this long. @default no heartbeats expected */
  heartbeatTimeout?: Duration;
  retry?: RetryPolicy;
  /** The task queue of the workers that run it. @default the workflow's */
  taskQueue?: string;
  /** Runs in the worker of the workflow, without a round trip to the server: a Temporal local activity. @default false */
  local?: boolean;
  /** What the cancellation of the workflow, or of a scope in it, does to the function. @default 'try-cancel' */
  cancellationType?: FunctionCancellationType;
  /** A Standard Schema for the output: every caller gets what it returns. The function's worker parses with it. */
  output?: AnySchema;
}

/** Defaults for all functions of a project. Options of a function or of a call override them. */
export type FunctionDefaults = Pick<
  FunctionOptions,
  | 'timeout'
  | 'retries'
  | 'startToCloseTimeout'
  | 'scheduleToCloseTimeout'
  | 'scheduleToStartTimeout'
  | 'heartbeatTimeout'
  | 'retry'
>;

/** Options as a definition keeps them: without synonyms, durations in milliseconds. */
export interface ResolvedFunctionOptions {
  readonly startToCloseTimeout?: number;
  readonly scheduleToCloseTimeout?: number;
  readonly scheduleToStartTimeout?: number;
  readonly heartbeatTimeout?: number;
  readonly retry?: RetryPolicy;
  readonly taskQueue?: string;
  readonly local?: boolean;
  readonly cancellationType?: FunctionCancellationType;
  readonly input?: AnySchema;
  readonly output?: AnySchema;
}

/** A unit of work that may fail and is then retried: a Temporal activity. */
export interface FunctionDef<
  TName extends string = string,
  TInput = unknown,
  TOutput = unknown,
> extends Branded<'function'> {
  readonly name: TName;
  readonly handler: FunctionHandler<TInput, TOutput>;
  readonly options: ResolvedFunctionOptions;
  /** Where it was defined; undefined in the workflow sandbox. */
  readonly source: SourceLocation | undefined;
  /** Of `tfn.declareFn`: whether this has the handler of an implementation. */
  readonly declared?: 'only' | 'implemented';
}

/** The body of a function. */
export type FunctionHandler<TInput, TOutput> = (input: TInput, ctx: FunctionContext) => Promise<TOutput> | TOutput;

/** A function definition of any type. */
// oxlint-disable-next-line typescript/no-explicit-any -- the widest form must accept every handler
export type AnyFunctionDef = FunctionDef<string, any, any>;

/** A function definition that carries the schema of its input. */
export type SchemaFunctionDef<TName extends string, TSchema extends AnySchema, TOutput> = FunctionDef<
  TName,
  SchemaOutput<TSchema>,
  TOutput
> & { readonly options: { readonly input: TSchema } };

/** A handler from which `TInput` is inferred; see `InferrableInput`. */
export type InferrableFunction<TInput, TOutput> = {
  // A method, whose parameters TypeScript compares in both directions.
  handle(input: InferrableInput<TInput>, ctx: FunctionContext): Promise<TOutput> | TOutput;
}['handle'];

/** Makes a function definition and adds it to the registry. See `tfn.fn`. */
export interface DefineFunction {
  <const TName extends string, TSchema extends AnySchema, TOutput, TParsed extends AnySchema = AnySchema>(
    name: TName,
    handler: FunctionHandler<SchemaOutput<TSchema>, TOutput>,
    options: FunctionOptions & WithInput<TSchema> & WithOutput<TParsed>,
  ): OutputSchemaDef<SchemaFunctionDef<TName, TSchema, TOutput>, TParsed>;
  <const TName extends string, TInput, TOutput, THandler, TParsed extends AnySchema = AnySchema>(
    name: TName,
    handler: InferrableFunction<TInput, TOutput> & THandler,
    options?: FunctionOptions & Partial<WithInput<SchemaFor<NoInfer<TInput>>>> & WithOutput<TParsed>,
  ): OutputSchemaDef<FunctionDef<TName, ParameterOf<THandler, 0>, TOutput>, TParsed>;
}

/**
 * Defines a function. A worker runs its body as a Temporal activity and retries it when it throws; the body may use anything that
 * Node offers. The definition is frozen and added to the registry under its name.
 * @example
 * export const charge = tfn.fn('charge', async (order: Order) => stripe.charges.create(…), { timeout: '30s', retries: 3 });
 * @throws {TfnError} TFN_NAME_INVALID, TFN_NAME_DUPLICATE, TFN_HANDLER_INVALID, TFN_OPTIONS_INVALID
 */
export const fn: DefineFunction = ((
  name: string,
  handler: FunctionHandler<unknown, unknown>,
  options: FunctionOptions = {},
) => {
  refuseStubs(options);
  return defineOnce('function', { name, handler, boundary: fn }, (what) => resolveFunctionOptions(what, options));
}) as unknown as DefineFunction;

/** Recognises a function definition, also one that another copy of core made. */
export function isFunctionDef(value: unknown): value is AnyFunctionDef {
  return kindOf(value) === 'function';
}

/**
 * Replaces synonyms and converts durations to milliseconds; `what` names the definition in errors.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function resolveFunctionOptions(what: string, options: FunctionOptions): ResolvedFunctionOptions {
  const given: Partial<FunctionOptions> = options ?? {};
  const problems = [
    given.timeout !== undefined &&
      given.startToCloseTimeout !== undefined &&
      exclusive('timeout', 'startToCloseTimeout'),
    given.retries !== undefined &&
      given.retry?.maximumAttempts !== undefined &&
      exclusive('retries', 'retry.maximumAttempts'),
    given.local === true && given.taskQueue !== undefined && exclusive('local', 'taskQueue'),
  ];
  refuseStubs(given);
  const { timeout, retries, ...rest } = resolveOptions(what, options, { rules: RULES, problems });
  return Object.freeze({
    ...rest,
    ...(timeout !== undefined && { startToCloseTimeout: timeout }),
    ...(retries !== undefined && { retry: { ...rest.retry, maximumAttempts: retries + 1 } }),
  }) as ResolvedFunctionOptions;
}

// --- internal ---

/** Temporal takes 0 as no limit for the two waits, and refuses it for the others. */
const RULES: OptionRules<FunctionOptions & { input: AnySchema }> = {
  timeout: 'limit',
  retries: 'retries',
  startToCloseTimeout: 'limit',
  scheduleToCloseTimeout: 'limit',
  scheduleToStartTimeout: 'time',
  heartbeatTimeout: 'time',
  retry: 'retry',
  taskQueue: 'queue',
  local: 'flag',
  cancellationType: FUNCTION_CANCELLATION_TYPES,
  input: 'any',
  output: 'any',
};

function exclusive(first: string, second: string): string {
  return `'${first}' and '${second}' exclude each other: set one`;
}
