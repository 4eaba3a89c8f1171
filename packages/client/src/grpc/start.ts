import type { WorkflowStartOptions } from '@temporalio/client';
import type { StartPlan } from '../runs/plan-start.ts';

/** Makes the options of a start for Temporal's client. */
export function toStartOptions({ workflowId, args, options }: StartPlan): WorkflowStartOptions {
  const { onDuplicate, searchAttributes } = options;
  const start: Record<string, unknown> = { workflowId, args, ...DUPLICATES[onDuplicate] };
  // One pass: two copies, without some fields and without undefined values, took four times as long.
  for (const [name, value] of Object.entries(options))
    if (name !== 'onDuplicate' && value !== undefined) start[NAMES.get(name) ?? name] = value;
  if (searchAttributes !== undefined) start['searchAttributes'] = toLists(searchAttributes);
  return start as unknown as WorkflowStartOptions;
}

// --- internal ---

/** Options that Temporal's client names differently. */
const NAMES = new Map([
  ['executionTimeout', 'workflowExecutionTimeout'],
  ['runTimeout', 'workflowRunTimeout'],
]);

/** What Temporal does when a running or a closed execution has the id. */
const DUPLICATES = {
  'use-existing': { workflowIdConflictPolicy: 'USE_EXISTING', workflowIdReusePolicy: 'REJECT_DUPLICATE' },
  fail: { workflowIdConflictPolicy: 'FAIL', workflowIdReusePolicy: 'REJECT_DUPLICATE' },
  restart: { workflowIdConflictPolicy: 'TERMINATE_EXISTING', workflowIdReusePolicy: 'ALLOW_DUPLICATE' },
} as const;

/** Temporal wants a list of values for each search attribute. */
function toLists(attributes: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, [value].flat()]));
}
