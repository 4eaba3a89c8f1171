import { isTfnError, registry } from '@tfn/core';
import type { AnyWorkflowDef } from '@tfn/core';
import { parseBy, parseInput } from '@tfn/core/internal';
import type { SchemaCall } from '@tfn/core/internal';
import { payloadConverter } from '../shared/rich-values.ts';
import { workerError } from '../errors.ts';
import { runError } from '../shared/errors.ts';
import { toApplicationFailure } from '../shared/application-failure.ts';
import type { Activity } from './activity.ts';

/** Makes the activity that applies the schemas of workflows, which their bundle leaves out. */
export function createSchemaActivity(workflows: ReadonlyMap<string, AnyWorkflowDef>): Activity {
  return (call) => applySchema(call as SchemaCall, workflows);
}

/** Parses the input or the output of a workflow. What does not match is final; what a schema throws is retried. */
export async function applySchema(
  { workflow, part, value }: SchemaCall,
  workflows: ReadonlyMap<string, AnyWorkflowDef>,
): Promise<unknown> {
  const def = workflows.get(workflow) ?? registry.workflows.get(workflow);
  try {
    if (def === undefined) throw runError('TFN_SCHEMAS_MISSING', { workflow });
    if (part === 'input') return await parseInput(def, value);
    const { value: output, issues } = await parseBy(def.options.output, value);
    if (issues !== undefined) throw workerError('TFN_OUTPUT_INVALID', { what: `workflow '${workflow}'`, issues });
    return output;
  } catch (error) {
    throw toApplicationFailure(error, {
      nonRetryable: isTfnError(error),
      toPayload: (given) => payloadConverter.toPayload(given),
    });
  }
}
