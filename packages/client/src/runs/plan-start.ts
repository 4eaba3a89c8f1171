import { isFunctionDef, isWorkflowDef, parseInput, registry } from '@tfn/core';
import type { AnyFunctionDef, AnyTarget, AnyWorkflowDef, Priority, RetryPolicy, StartOptions } from '@tfn/core';
import { describe, inputError, resolveOptions } from '@tfn/core/internal';
import type { CallInput } from '../errors/call-errors.ts';

/** One start: the request to Temporal, and the data that the handle needs. */
export interface StartPlan {
  /** The name of the function or workflow. */
  readonly name: string;
  /** Such as "workflow 'processOrder'". */
  readonly what: string;
  readonly workflowType: string;
  readonly workflowId: string;
  readonly def: AnyFunctionDef | AnyWorkflowDef | undefined;
  readonly inputs: readonly CallInput[];
  /** One, or none when there is no input. */
  readonly args: readonly unknown[];
  readonly options: PlannedOptions;
}

/** The options of a start merged with those of the definition; durations in milliseconds. */
export interface PlannedOptions {
  readonly taskQueue: string;
  readonly onDuplicate: NonNullable<StartOptions['onDuplicate']>;
  readonly executionTimeout?: number;
  readonly runTimeout?: number;
  readonly startDelay?: number;
  readonly retry?: RetryPolicy;
  readonly memo?: Readonly<Record<string, unknown>>;
  readonly searchAttributes?: NonNullable<StartOptions['searchAttributes']>;
  readonly priority?: Priority;
}

/** What to start, and how. */
export interface StartRequest {
  readonly target: AnyTarget;
  readonly input: unknown;
  readonly options: StartOptions;
  /** The client's task queue. */
  readonly taskQueue: string;
}

/**
 * Checks an input and plans its start. A name means a workflow; its definition is used if it is loaded.
 * @throws {TfnError} TFN_TARGET_INVALID, TFN_INPUT_INVALID, TFN_OPTIONS_INVALID
 */
export async function planStart({ target, input: given, options, taskQueue }: StartRequest): Promise<StartPlan> {
  const isName = typeof target === 'string';
  const def = isName ? registry.workflows.get(target) : target;
  const isFunction = isFunctionDef(def);
  if (!target || !(isName || isFunction || isWorkflowDef(def))) {
    const targets = ['workflow', 'function', "workflow's name"];
    throw inputError('TFN_TARGET_INVALID', { call: "the client's call", got: describe(target), targets });
  }
  const name = isName ? target : target.name;
  const { workflowId = `${name}-${crypto.randomUUID()}`, ...over } = resolveOptions(`the call of '${name}'`, options);
  const { input: schema, output: _, onFailure: __, ...own } = (def?.options ?? {}) as AnyWorkflowDef['options'];
  // Without a schema there is nothing to await.
  const input = def && schema ? await parseInput(def, given) : given;
  const args = input === undefined ? [] : [input];
  const what = `${isFunction ? 'function' : 'workflow'} '${name}'`;
  const plan = { name, what, workflowId, def, inputs: [{ what: `the ${what}`, value: input }] };
  const defaults = { taskQueue, onDuplicate: 'use-existing' };
  if (!isFunction)
    return { ...plan, workflowType: name, args, options: { ...defaults, ...merge(own, over) } as PlannedOptions };
  // A workflow that every worker registers runs the function, on the function's own task queue.
  const { taskQueue: ownQueue = taskQueue, ...ofFunction } = own;
  const { retry, ...ofWorkflow } = over;
  return {
    ...plan,
    workflowType: INVOKE_WORKFLOW_TYPE,
    args: [{ name, options: merge(ofFunction, retry ? { retry } : {}), args }],
    options: { ...defaults, taskQueue: ownQueue, ...ofWorkflow } as PlannedOptions,
  };
}

// --- internal ---

/** The built-in workflow of every worker, which runs one function. */
const INVOKE_WORKFLOW_TYPE = 'tfn.invoke';

/** Call options override definition options; retry, memo and search attributes are merged field by field. */
function merge(own: Record<string, unknown>, over: Record<string, unknown>): object {
  const merged = { ...own, ...over };
  for (const key of ['retry', 'memo', 'searchAttributes'])
    if (merged[key]) merged[key] = { ...(own[key] as object), ...(over[key] as object) };
  return merged;
}
