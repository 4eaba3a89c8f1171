import { kindOf } from '../definitions/registry/brand.ts';
import type { ResolvedFunctionOptions } from '../definitions/function.ts';
import { assertRetry } from '../definitions/options.ts';
import type { AnyRunnable } from '../definitions/inference.ts';
import type { ResolvedWorkflowOptions } from '../definitions/workflow.ts';
import { INVOKE_WORKFLOW_TYPE } from './reserved-names.ts';
import { withSchemaMemo } from './workflow-schemas.ts';

/** The input of the built-in workflow that runs one function. */
export interface Invocation {
  readonly name: string;
  readonly options: Omit<ResolvedFunctionOptions, 'input' | 'output' | 'taskQueue'>;
  readonly args: readonly unknown[];
}

/** What is started: `def` is undefined when only the workflow's name is known. */
export interface StartSubject {
  readonly name: string;
  readonly def: AnyRunnable | undefined;
  /** Undefined when there is none. That of a workflow with a schema is parsed. */
  readonly input: unknown;
  /** The task queue when neither the definition nor the overrides name one. */
  readonly taskQueue: string;
  /** Options of the call, with durations in milliseconds and without undefined fields. */
  readonly overrides: object;
}

/** A start as every way of starting sends it; durations are in milliseconds. */
export interface StartFields {
  readonly workflowType: string;
  /** One, or none when there is no input. */
  readonly args: readonly unknown[];
  readonly options: SentOptions & { readonly taskQueue: string };
}

/** The options of a definition that a start sends; the others stay with the worker that has the definition. */
export type SentOptions = Omit<ResolvedWorkflowOptions, 'input' | 'output' | 'onFailure' | 'versioningBehavior'>;

export function sentOptions(options: ResolvedWorkflowOptions): SentOptions {
  const {
    input: _input,
    output: _output,
    onFailure: _onFailure,
    versioningBehavior: _versioningBehavior,
    ...sent
  } = options;
  return sent;
}

/**
 * Merges the options of a definition and of a call into a start. A function starts as the built-in workflow, on the function's task
 * queue: of the overrides only `retry` applies to the function, the others apply to that workflow.
 * @throws {TfnError} TFN_OPTIONS_INVALID if the retry policies do not fit together
 */
export function toStartFields({ name, def, input, taskQueue, overrides }: StartSubject): StartFields {
  const args = input === undefined ? [] : [input];
  const own = sentOptions((def?.options ?? {}) as ResolvedWorkflowOptions);
  if (kindOf(def) !== 'function') {
    const options = mergeOptions(own, overrides);
    assertRetry(`the workflow '${name}'`, options.retry);
    const memo = withSchemaMemo(def?.options ?? {}, options.memo, 'parsed');
    return { workflowType: name, args, options: { taskQueue, ...options, ...memo } };
  }
  const { taskQueue: queue = taskQueue, ...ofFunction } = own;
  const { retry, ...ofWorkflow } = overrides as ResolvedWorkflowOptions;
  const options = mergeOptions(ofFunction, retry && { retry });
  // Without it, the worker's defaults decide.
  if (options.retry?.initialInterval !== undefined) assertRetry(`the function '${name}'`, options.retry);
  const invocation: Invocation = { name, options: toJsonOptions(options), args };
  return { workflowType: INVOKE_WORKFLOW_TYPE, args: [invocation], options: { taskQueue: queue, ...ofWorkflow } };
}

// --- internal ---

type Fields = Readonly<Record<string, object | undefined>>;

/** Without what JSON cannot express: no limit is null, which workers of every version know. */
function toJsonOptions(options: Pick<ResolvedWorkflowOptions, 'retry'>): Invocation['options'] {
  const { retry } = options;
  if (retry?.maximumAttempts !== Infinity) return options as Invocation['options'];
  return { ...options, retry: { ...retry, maximumAttempts: null } } as unknown as Invocation['options'];
}

/** `retry`, `memo` and `searchAttributes` are merged field by field. */
function mergeOptions(own: object, overrides?: object): Pick<ResolvedWorkflowOptions, 'retry' | 'memo'> {
  const merged: Record<string, unknown> = { ...own, ...overrides };
  for (const key of ['retry', 'memo', 'searchAttributes'])
    if (merged[key]) merged[key] = { ...(own as Fields)[key], ...(overrides as Fields | undefined)?.[key] };
  return merged;
}
