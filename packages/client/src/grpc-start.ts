import { definedOnly } from '@tfn/core/internal';
import type { WorkflowStartOptions } from '@temporalio/client';
import type { StartPlan } from './plan-start.ts';

/** A start as Temporal's client takes it. */
export function toStartOptions({ workflowId, args, options }: StartPlan): WorkflowStartOptions {
  const { executionTimeout, runTimeout, onDuplicate, searchAttributes, ...same } = options;
  return definedOnly({
    ...same,
    workflowId,
    args,
    ...DUPLICATES[onDuplicate],
    workflowExecutionTimeout: executionTimeout,
    workflowRunTimeout: runTimeout,
    searchAttributes: searchAttributes && toLists(searchAttributes),
  }) as unknown as WorkflowStartOptions;
}

// --- internal ---

/** What Temporal does with an id that is taken: by a running execution, and by a closed one. */
const DUPLICATES = {
  'use-existing': { workflowIdConflictPolicy: 'USE_EXISTING', workflowIdReusePolicy: 'REJECT_DUPLICATE' },
  fail: { workflowIdConflictPolicy: 'FAIL', workflowIdReusePolicy: 'REJECT_DUPLICATE' },
  restart: { workflowIdConflictPolicy: 'TERMINATE_EXISTING', workflowIdReusePolicy: 'ALLOW_DUPLICATE' },
} as const;

/** Temporal's form of search attributes: a list of values for each. */
function toLists(attributes: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, [value].flat()]));
}
