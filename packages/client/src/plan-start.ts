import { coreErrors, defineErrors, isFunctionDef, isWorkflowDef, parseInput, registry } from '@tfn/core';
import type { AnyFunctionDef, AnyTarget, AnyWorkflowDef, StartOptions } from '@tfn/core';
import { definedOnly, describe, resolveOptions } from '@tfn/core/internal';
import type { WorkflowStartOptions } from '@temporalio/client';
import type { CallInput } from './call-errors.ts';

/** One start: what goes to Temporal, and what the handle must know. */
export interface StartPlan {
  /** The user's name for it. */
  readonly name: string;
  /** Such as "workflow 'processOrder'". */
  readonly what: string;
  readonly workflowType: string;
  readonly workflowId: string;
  readonly def: AnyFunctionDef | AnyWorkflowDef | undefined;
  readonly inputs: readonly CallInput[];
  readonly options: WorkflowStartOptions;
}

/** What is to be started, and how. */
export interface StartRequest {
  readonly target: AnyTarget;
  readonly input: unknown;
  readonly options: StartOptions;
  /** The client's task queue. */
  readonly taskQueue: string;
}

/**
 * Checks an input and plans its start. A name means a workflow; the definition of that name is used where one is loaded.
 * @throws {TfnError} TFN_TARGET_INVALID, TFN_INPUT_INVALID, TFN_OPTIONS_INVALID
 */
export async function planStart({ target, input: given, options, taskQueue }: StartRequest): Promise<StartPlan> {
  const def = typeof target === 'string' ? registry.workflows.get(target) : target;
  if (target === '' || (typeof target !== 'string' && !isFunctionDef(target) && !isWorkflowDef(target))) {
    const targets = ['workflow', 'function', "workflow's name"];
    throw coreError('TFN_TARGET_INVALID', { call: "the client's call", got: describe(target), targets });
  }
  const name = typeof target === 'string' ? target : target.name;
  const over = resolveOptions(`the call of '${name}'`, options);
  // Nothing to wait for costs nothing: what has no schema is as it was given.
  const input = def?.options.input === undefined ? given : await parseInput(def, given);
  const args = input === undefined ? [] : [input];
  const workflowId = over.workflowId ?? `${name}-${crypto.randomUUID()}`;
  const what = `${isFunctionDef(def) ? 'function' : 'workflow'} '${name}'`;
  const common = { name, what, workflowId, def, inputs: [{ what: `the ${what}`, value: input }] };
  if (!isFunctionDef(def)) {
    const { input: _input, output: _output, onFailure: _onFailure, ...own } = def?.options ?? {};
    const merged = mergeOptions(own, over);
    return { ...common, workflowType: name, options: toTemporal({ taskQueue, ...merged }, { args, workflowId }) };
  }
  // One workflow, which every worker has, runs the function on the function's own task queue.
  const { input: _input, output: _output, taskQueue: ownQueue = taskQueue, ...own } = def.options;
  const { retry, ...rest } = over;
  const request = { name, options: mergeOptions(own, definedOnly({ retry })), args };
  return {
    ...common,
    workflowType: INVOKE_WORKFLOW_TYPE,
    options: toTemporal({ taskQueue: ownQueue, ...rest }, { args: [request], workflowId }),
  };
}

// --- internal ---

/** The workflow that every worker of ours has, which runs one function. */
const INVOKE_WORKFLOW_TYPE = 'tfn.invoke';

const coreError = defineErrors(coreErrors);

/** The options of the call over those of the definition; retry, memo and search attributes field by field. */
function mergeOptions<TOwn extends object, TOver extends object>(own: TOwn, over: TOver): TOwn & TOver {
  const merged = { ...own, ...over } as Record<string, unknown>;
  for (const key of ['retry', 'memo', 'searchAttributes'])
    if (merged[key] !== undefined) merged[key] = { ...own[key as keyof TOwn], ...over[key as keyof TOver] };
  return merged as TOwn & TOver;
}

function toTemporal(
  options: StartOptions & { taskQueue: string },
  identity: { args: unknown[]; workflowId: string },
): WorkflowStartOptions {
  const { executionTimeout, runTimeout, onDuplicate = 'use-existing', searchAttributes, ...same } = options;
  return definedOnly({
    ...same,
    ...identity,
    ...DUPLICATES[onDuplicate],
    workflowExecutionTimeout: executionTimeout,
    workflowRunTimeout: runTimeout,
    searchAttributes: searchAttributes && toLists(searchAttributes),
  }) as unknown as WorkflowStartOptions;
}

/** What Temporal does with an id that is taken: by a running execution, and by a closed one. */
const DUPLICATES = {
  'use-existing': { workflowIdConflictPolicy: 'USE_EXISTING', workflowIdReusePolicy: 'REJECT_DUPLICATE' },
  fail: { workflowIdConflictPolicy: 'FAIL', workflowIdReusePolicy: 'REJECT_DUPLICATE' },
  restart: { workflowIdConflictPolicy: 'TERMINATE_EXISTING', workflowIdReusePolicy: 'ALLOW_DUPLICATE' },
} as const;

/** Temporal's form of search attributes: a list of values for each. */
function toLists(attributes: NonNullable<StartOptions['searchAttributes']>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, Array.isArray(value) ? value : [value]]),
  );
}
