/**
 * A workflow's schemas, which are not in its bundle: its worker applies them in a local activity, and the history keeps what they return. So
 * they may be asynchronous, and read anything that Node offers.
 * I1: an input is parsed once: by what started the workflow, which says so in the memo, or here. It stays parsed in the runs that follow.
 * I2: executions that began before workers applied schemas are replayed as they were: a patch tells them from those that nothing of ours started.
 */
import type { AnyWorkflowDef } from '@tfn/core';
import { SCHEMA_ACTIVITY, SCHEMAS_MEMO } from '@tfn/core/internal';
import type { SchemaCall } from '@tfn/core/internal';
import { CancellationScope, patched, workflowInfo } from '@temporalio/workflow';
import type { ContinueAsNew } from '@temporalio/workflow';
import { runActivity } from '../context/run-function.ts';
import { plainConverter } from '../limits/payload-limit.ts';
import { runError } from '../../shared/errors.ts';
import { readSettings } from '../../shared/sandbox-settings.ts';

/** Makes what says in a request to continue as new that its input is parsed. To be called at the start, for the memo of the start. */
export function createParsedMark(def: AnyWorkflowDef): (request: ContinueAsNew) => void {
  if (def.options.input === undefined) return () => {};
  const { workflowType, memo } = workflowInfo();
  return ({ command }) => {
    if (command.workflowType !== workflowType || command.memo != null) return;
    const converter = plainConverter();
    const fields = Object.entries({ ...memo, [SCHEMAS_MEMO]: 'parsed' });
    command.memo = Object.fromEntries(fields.map(([name, value]) => [name, converter.toPayload(value)]));
  };
}

/** Whether the worker applies an output schema. */
export function parsesOutput(def: AnyWorkflowDef): boolean {
  return def.options.output !== undefined && isApplied();
}

/** Resolves to what the output schema makes of a result. @throws ApplicationFailure of type TFN_OUTPUT_INVALID */
export function parseOutput(def: AnyWorkflowDef, value: unknown): Promise<unknown> {
  return apply({ workflow: def.name, part: 'output', value });
}

/** Whether an input has to be parsed here. */
export function parsesInput(def: AnyWorkflowDef): boolean {
  return def.options.input !== undefined && stateOfInput() !== 'parsed' && isApplied();
}

/** Resolves to what the input schema makes of an input. @throws ApplicationFailure of type TFN_INPUT_INVALID */
export function parseInput(def: AnyWorkflowDef, value: unknown): Promise<unknown> {
  return apply({ workflow: def.name, part: 'input', value });
}

// --- internal ---

const PATCH = 'tfn.schemas';

function stateOfInput(): unknown {
  const { memo, continuedFromExecutionRunId: earlier } = workflowInfo();
  return memo?.[SCHEMAS_MEMO] ?? (earlier !== undefined && readSettings().losesMemo === true ? 'parsed' : undefined);
}

function isApplied(): boolean {
  return stateOfInput() !== undefined || patched(PATCH);
}

/** A result, or an input, is not left unparsed because its workflow is cancelled. */
async function apply(call: SchemaCall): Promise<unknown> {
  try {
    return await CancellationScope.nonCancellable(() => runActivity(SCHEMA_ACTIVITY, [call], OPTIONS));
  } catch (error) {
    // What the SDK throws when it schedules an activity that its worker does not have.
    if (error instanceof ReferenceError) throw runError('TFN_SCHEMAS_MISSING', { workflow: call.workflow });
    // What the schema reported, without the activity around it.
    throw error instanceof Error && error.cause !== undefined ? error.cause : error;
  }
}

/** Whatever the defaults of the project's functions are. */
const OPTIONS = {
  local: true,
  startToCloseTimeout: 60_000,
  retry: { initialInterval: 1000, backoffCoefficient: 2, maximumInterval: 100_000, maximumAttempts: Infinity },
};
