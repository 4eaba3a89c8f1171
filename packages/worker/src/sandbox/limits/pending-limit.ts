/**
 * Keeps a workflow from having more work pending at once than Temporal accepts: the server would refuse the workflow task that asks for more, again
 * and again.
 */
import { runError } from '../../shared/errors.ts';
import { activator } from '../sdk/activator.ts';
import type { Completions } from '../sdk/activator.ts';

/** How many of a kind may be pending: the default of Temporal's server for each. */
const PENDING_LIMIT = 2000;

/**
 * Checks that one more of a kind may be started.
 * @throws {TfnError} TFN_TOO_MANY_PENDING
 */
export function assertRoom(kind: Kind): void {
  const { completions } = activator();
  const { map, what } = KINDS[kind];
  if (completions[map].size >= PENDING_LIMIT && countSent(completions[map]) >= PENDING_LIMIT)
    throw runError('TFN_TOO_MANY_PENDING', { what, limit: PENDING_LIMIT });
}

/** Whether a child of this workflow has this id and has not started yet. */
export function isStarting(workflowId: string): boolean {
  for (const { context } of activator().completions.childWorkflowStart.values())
    if (context?.workflowId === workflowId) return true;
  return false;
}

// --- internal ---

type Counted = Exclude<keyof Completions, 'timer'>;
type Kind = 'function' | 'child' | 'signal' | 'cancel';

const KINDS: Readonly<Record<Kind, { map: Counted; what: string }>> = {
  function: { map: 'activity', what: 'functions' },
  child: { map: 'childWorkflowComplete', what: 'child workflows' },
  signal: { map: 'signalWorkflow', what: 'signals to other workflows' },
  cancel: { map: 'cancelWorkflow', what: 'cancellations of other workflows' },
};

/** Local functions stay in the worker: the server does not count them. */
function countSent(pending: Completions[Counted]): number {
  let count = 0;
  for (const { context } of pending.values()) if (context?.isLocal !== true) count += 1;
  return count;
}
