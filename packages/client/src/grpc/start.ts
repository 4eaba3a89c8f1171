import { toTemporalOptions } from '@tfn/core/internal';
import type { WorkflowStartOptions } from '@temporalio/client';
import type { StartPlan } from '../runs/plan-start.ts';

/** Makes the options of a start for Temporal's client. */
export function toStartOptions({ workflowId, args, options }: StartPlan): WorkflowStartOptions {
  const start = { workflowId, args, ...DUPLICATES[options.onDuplicate] };
  return Object.assign(toTemporalOptions(options), start) as unknown as WorkflowStartOptions;
}

// --- internal ---

/** What Temporal does with an id that is taken: by a running execution, and by a closed one. */
const DUPLICATES = {
  'use-existing': { workflowIdConflictPolicy: 'USE_EXISTING', workflowIdReusePolicy: 'REJECT_DUPLICATE' },
  fail: { workflowIdConflictPolicy: 'FAIL', workflowIdReusePolicy: 'REJECT_DUPLICATE' },
  restart: { workflowIdConflictPolicy: 'TERMINATE_EXISTING', workflowIdReusePolicy: 'ALLOW_DUPLICATE' },
} as const;
