import type { AnyWorkflowDef } from '@tfn/core';
import { failing } from '../context/failure.ts';
import { executeWorkflow } from '../execution/execute-workflow.ts';
import { runOnFailure } from '../execution/on-failure.ts';
import { limitPayloads } from '../limits/payload-limit.ts';
import { parseInput, parsesInput } from './apply-schema.ts';

/** Executes a workflow with its input, parsed. */
export function executeParsed(def: AnyWorkflowDef, args: readonly unknown[]): Promise<unknown> {
  return parsesInput(def) ? parseAndExecute(def, args) : executeWorkflow(def, args);
}

// --- internal ---

const parseAndExecute = failing(async (def: AnyWorkflowDef, args: readonly unknown[]): Promise<unknown> => {
  const [value, ...others] = args;
  limitPayloads();
  let input: unknown;
  try {
    input = await parseInput(def, value);
  } catch (error) {
    if (def.options.onFailure !== undefined) await runOnFailure(def.options.onFailure, error, value);
    throw error;
  }
  return executeWorkflow(def, [input, ...others]);
});
