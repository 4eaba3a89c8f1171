import type { WorkflowStartOptions } from '@temporalio/client';
import type { StartPlan } from '../runs/plan-start.ts';

/** A start as Temporal's client takes it. */
export function toStartOptions({ workflowId, args, options }: StartPlan): WorkflowStartOptions {
  const { onDuplicate, searchAttributes } = options;
  const start: Record<string, unknown> = { workflowId, args, ...DUPLICATES[onDuplicate] };
  // In one pass: a copy without some fields, and one of that without what is undefined, took four times as long.
  for (const [name, value] of Object.entries(options))
    if (name !== 'onDuplicate' && value !== undefined) start[NAMES.get(name) ?? name] = value;
  if (searchAttributes !== undefined) start['searchAttributes'] = toLists(searchAttributes);
  return start as unknown as WorkflowStartOptions;
}

// --- internal ---

/** Where Temporal's client has another name for one of our options. */
const NAMES = new Map([
  ['executionTimeout', 'workflowExecutionTimeout'],
  ['runTimeout', 'workflowRunTimeout'],
]);

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
