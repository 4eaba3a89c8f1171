import { registry } from '@tfn/core';
import type { AnyFunctionDef, AnyWorkflowDef, OnDuplicate, StartOptions } from '@tfn/core';
import {
  describe,
  inputError,
  kindOf,
  parseInput,
  resolveOptions,
  START_RULES,
  toStartFields,
} from '@tfn/core/internal';
import type { AnyTarget, StartFields } from '@tfn/core/internal';
import { assertText } from './assert-text.ts';
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
export type PlannedOptions = StartFields['options'] & {
  readonly onDuplicate: OnDuplicate;
  readonly startDelay?: number;
};

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
  const kind = kindOf(def);
  if (!target || !(isName || kind === 'function' || kind === 'workflow'))
    throw inputError('TFN_TARGET_INVALID', {
      call: "the client's call",
      got: describe(target),
      targets: ['workflow', 'function', "workflow's name"],
    });
  const name = isName ? target : target.name;
  if (isName) assertText("the workflow's name", name);
  const { workflowId = `${name}-${crypto.randomUUID()}`, ...overrides } = resolveOptions(
    `the call of '${name}'`,
    options,
    { rules: START_RULES },
  );
  // Awaits only when there is a schema: a start without one stays synchronous up to its request.
  const parsed = def?.options.input ? await parseInput(def, given) : given;
  // The worker of a function parses its input itself.
  const input = kind === 'function' ? given : parsed;
  const start = toStartFields({ name, def, input, taskQueue, overrides });
  const what = `${kind ?? 'workflow'} '${name}'`;
  return {
    ...start,
    name,
    what,
    workflowId,
    def,
    inputs: [
      { what: `the ${what}`, value: input },
      ...(start.options.memo ? [{ what: `the ${what}`, part: 'memo', value: start.options.memo } as const] : []),
    ],
    options: { onDuplicate: 'use-existing', ...start.options },
  };
}
