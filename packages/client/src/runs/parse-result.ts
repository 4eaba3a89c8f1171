import { isTfnError, isWorkflowDef } from '@tfn/core';
import { parseInput } from '@tfn/core/internal';
import type { AnyRunnable, InputIssue } from '@tfn/core';
import { callError } from '../errors/transport-errors.ts';

/** Makes a function that checks a workflow's result against its output schema; workers check the results of functions. */
export function toResultParser(
  def: AnyRunnable | undefined,
  workflowId: string,
): ((result: unknown) => Promise<unknown>) | undefined {
  if (!isWorkflowDef(def) || !def.options.output) return undefined;
  const { name, options } = def;
  const carrier = { name, options: { input: options.output as NonNullable<typeof options.output> } };
  return async (result) => {
    try {
      return await parseInput(carrier, result);
    } catch (error) {
      if (!isTfnError(error)) throw error;
      const issues = error.details['issues'] as readonly InputIssue[];
      throw callError('TFN_RESULT_INVALID', { what: `workflow '${name}'`, workflowId, issues });
    }
  };
}
