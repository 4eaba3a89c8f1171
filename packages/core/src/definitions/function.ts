import { kindOf } from './brand.ts';
import type { Branded } from './brand.ts';
import type { SourceLocation } from './call-site.ts';
import { defineOnce } from './define.ts';
import { describe } from '../errors/describe.ts';
import type { Duration } from './duration.ts';
import type { FunctionContext } from '../context/function-context.ts';
import { resolveOptions } from './options.ts';
import type { RetryPolicy } from './options.ts';
import type { AnySchema, SchemaFor, SchemaOutput, WithInput } from './schema.ts';

/** Options of a function; each maps to the Temporal activity option of its name, except where it says more. */
export interface FunctionOptions {
  /** How long one try may take: another name for `startToCloseTimeout`. @default '1m' */
  timeout?: Duration;
  /** Retries after the first try: 3 means 4 tries (`maximumAttempts` 4). @default unlimited */
  retries?: number;
  startToCloseTimeout?: Duration;
  /** How long all tries and waits may take together. @default unlimited */
  scheduleToCloseTimeout?: Duration;
  /** How long a try may wait for a worker. @default unlimited */
  scheduleToStartTimeout?: Duration;
  /** Fails a try that has not called `ctx.heartbeat()` for this long. @default no heartbeats expected */
  heartbeatTimeout?: Duration;
  retry?: RetryPolicy;
  /** The task queue of the workers that run it. @default the workflow's */
  taskQueue?: string;
  /** Runs in the worker of the workflow, without a round trip through the server: a Temporal local activity. @default false */
  local?: boolean;
  /** A Standard Schema for the output, checked by the worker before it is sent. */
  output?: AnySchema;
}

/** Options that a project gives once for all of its functions. What a function, or a call, says itself goes over them. */
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

/** Options as a definition keeps them: one name for each thing, durations in milliseconds. */
export interface ResolvedFunctionOptions {
  readonly startToCloseTimeout?: number;
  readonly scheduleToCloseTimeout?: number;
  readonly scheduleToStartTimeout?: number;
  readonly heartbeatTimeout?: number;
  readonly retry?: RetryPolicy;
  readonly taskQueue?: string;
  readonly local?: boolean;
  readonly input?: AnySchema;
  readonly output?: AnySchema;
}

/** A unit of work that may fail and is retried: a Temporal activity. */
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

/** Makes a function definition and enters it in the registry. See `tfn.fn`. */
export interface DefineFunction {
  <const TName extends string, TSchema extends AnySchema, TOutput>(
    name: TName,
    handler: FunctionHandler<SchemaOutput<TSchema>, TOutput>,
    options: FunctionOptions & WithInput<TSchema>,
  ): SchemaFunctionDef<TName, TSchema, TOutput>;
  <const TName extends string, TInput = void, TOutput = void>(
    name: TName,
    handler: FunctionHandler<TInput, TOutput>,
    options?: FunctionOptions & Partial<WithInput<SchemaFor<NoInfer<TInput>>>>,
  ): FunctionDef<TName, TInput, TOutput>;
}

/**
 * Defines a function: its body runs on a worker as a Temporal activity, is retried when it throws, and may use anything that
 * Node offers. The definition is frozen, and known in the registry under its name.
 * @example
 * export const charge = tfn.fn('charge', async (order: Order) => stripe.charges.create(…), { timeout: '30s', retries: 3 });
 * @throws {TfnError} TFN_NAME_INVALID, TFN_NAME_DUPLICATE, TFN_HANDLER_INVALID, TFN_OPTIONS_INVALID
 */
export const fn: DefineFunction = ((
  name: string,
  handler: FunctionHandler<unknown, unknown>,
  options: FunctionOptions = {},
) =>
  defineOnce('function', { name, handler, boundary: fn }, (what) =>
    resolveFunctionOptions(what, options),
  )) as unknown as DefineFunction;

/** Tells a function definition, also one made by another copy of core. */
export function isFunctionDef(value: unknown): value is AnyFunctionDef {
  return kindOf(value) === 'function';
}

/**
 * One name for each thing, durations in milliseconds; `what` names the definition in errors.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function resolveFunctionOptions(what: string, options: FunctionOptions): ResolvedFunctionOptions {
  const { timeout, retries, ...rest } = resolveOptions(what, options, [
    options.timeout !== undefined &&
      options.startToCloseTimeout !== undefined &&
      exclusive('timeout', 'startToCloseTimeout'),
    options.retries !== undefined &&
      options.retry?.maximumAttempts !== undefined &&
      exclusive('retries', 'retry.maximumAttempts'),
    options.local === true && options.taskQueue !== undefined && exclusive('local', 'taskQueue'),
    options.retries !== undefined &&
      !(options.retries >= 0) &&
      `retries: ${describe(options.retries)} is not a number of 0 or more`,
  ]);
  return Object.freeze({
    ...rest,
    ...(timeout !== undefined && { startToCloseTimeout: timeout }),
    ...(retries !== undefined && { retry: { ...rest.retry, maximumAttempts: retries + 1 } }),
  }) as ResolvedFunctionOptions;
}

// --- internal ---

function exclusive(first: string, second: string): string {
  return `'${first}' and '${second}' exclude each other: give one`;
}
