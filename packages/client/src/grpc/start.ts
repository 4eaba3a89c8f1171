import { toTemporalOptions } from '@tfn/core/internal';
import type { WorkflowStartOptions } from '@temporalio/client';
import type { StartPlan } from '../runs/plan-start.ts';
import type { StartMode } from '../transport.ts';

/** Makes the options of a start for Temporal's client. */
export function toStartOptions({ workflowId, args, options }: StartPlan, how: StartMode = {}): WorkflowStartOptions {
  const start = { workflowId, args, ...policiesOf(how) };
  return Object.assign(toTemporalOptions(options), start) as unknown as WorkflowStartOptions;
}

// --- internal ---

/** What Temporal does with an id that is taken: by a running execution, and by a closed one. */
function policiesOf({ signal, replace = false, joins = signal !== undefined }: StartMode): object {
  if (joins) return { workflowIdConflictPolicy: 'USE_EXISTING', workflowIdReusePolicy: 'ALLOW_DUPLICATE' };
  return replace
    ? { workflowIdConflictPolicy: 'TERMINATE_EXISTING', workflowIdReusePolicy: 'ALLOW_DUPLICATE' }
    : { workflowIdConflictPolicy: 'FAIL', workflowIdReusePolicy: 'REJECT_DUPLICATE' };
}
