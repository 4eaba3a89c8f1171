import { clientError } from './errors.ts';
import type { WorkflowEnd } from './errors.ts';
import { causesOf, isNamed, toReason } from './grpc-status.ts';

/** What a wait for a result rejected with, in our words when it tells how the workflow ended; any other error as it is. */
export function toResultError(error: unknown, end: WorkflowEnd): unknown {
  if (!isNamed(error, 'WorkflowFailedError')) return error;
  const failure = error.cause;
  if (isNamed(failure, 'CancelledFailure')) return clientError('TFN_WORKFLOW_CANCELLED', end, error);
  if (isNamed(failure, 'TerminatedFailure'))
    return clientError('TFN_WORKFLOW_TERMINATED', { ...end, reason: toReason(failure.message) }, error);
  if (isNamed(failure, 'TimeoutFailure') && failure.cause === undefined)
    return clientError('TFN_WORKFLOW_TIMED_OUT', end, error);
  return clientError('TFN_WORKFLOW_FAILED', { ...end, ...explainFailure(failure) }, error);
}

/** The innermost failure of a chain, and all of it in words: "Error: order failed ← function 'charge' ← CardError: declined". */
export function explainFailure(failure: unknown): { rootCause: { type: string; message: string }; reason: string } {
  const chain = causesOf(failure);
  // Our own codes stand for what was thrown: beneath them is only the same again.
  const ours = chain.findIndex((link) => typeOf(link).startsWith('TFN_'));
  const told = ours === -1 ? chain : chain.slice(0, ours + 1);
  const root = told.at(-1) ?? new Error('no reason was given');
  return {
    rootCause: { type: typeOf(root), message: root.message },
    reason: told.length === 0 ? root.message : told.map(describeLink).join(' ← '),
  };
}

// --- internal ---

function describeLink(link: Error): string {
  if ('activityType' in link) return `function '${String(link.activityType)}'`;
  if ('workflowType' in link) return `workflow '${String(link.workflowType)}'`;
  return `${typeOf(link)}: ${toReason(link.message)}`;
}

/** The type that an application's failure carries; of Temporal's own failures the name. */
function typeOf(link: Error): string {
  return 'type' in link && typeof link.type === 'string' && link.type !== '' ? link.type : link.name;
}
