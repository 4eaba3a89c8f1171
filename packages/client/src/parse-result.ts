import { isTfnError, isWorkflowDef, parseInput } from '@tfn/core';
import type { AnyRunnable, InputIssue } from '@tfn/core';
import { clientError } from './errors.ts';

/** Makes what checks a workflow's result by its output schema; a function's result is checked by its worker. */
export function toResultParser(
  def: AnyRunnable | undefined,
  workflowId: string,
): ((result: unknown) => Promise<unknown>) | undefined {
  const schema = isWorkflowDef(def) ? def.options.output : undefined;
  if (def === undefined || schema === undefined) return undefined;
  return async (result) => {
    try {
      return await parseInput({ name: def.name, options: { input: schema } }, result);
    } catch (error) {
      if (!isTfnError(error)) throw error;
      const issues = error.details['issues'] as readonly InputIssue[];
      throw clientError('TFN_RESULT_INVALID', { what: `workflow '${def.name}'`, workflowId, issues });
    }
  };
}
