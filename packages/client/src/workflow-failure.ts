import { clientError } from './errors.ts';
import type { WorkflowEnd } from './errors.ts';
import { causesOf, isNamed, toReason } from './error-chain.ts';

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

/** What an update rejected with, in our words when it failed; `wasAccepted` asks whether the workflow had accepted it. */
export async function toUpdateError(
  error: unknown,
  details: { update: string; workflowId: string },
  wasAccepted: () => Promise<boolean>,
): Promise<unknown> {
  if (!isNamed(error, 'WorkflowUpdateFailedError')) return error;
  if (causesOf(error.cause)[0]?.message.startsWith('No registered handler for update') === true)
    return clientError('TFN_UPDATE_UNKNOWN', details, error);
  const { reason } = explainFailure(error.cause);
  const code = (await wasAccepted()) ? 'TFN_UPDATE_FAILED' : 'TFN_UPDATE_REJECTED';
  return clientError(code, { ...details, reason }, error);
}

// --- internal ---

/** The innermost failure of a chain, and all of it in words: "Error: order failed ← function 'charge' ← CardError: declined". */
function explainFailure(failure: unknown): { rootCause: { type: string; message: string }; reason: string } {
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

function describeLink(link: Error): string {
  if ('activityType' in link) return `function '${String(link.activityType)}'`;
  if ('workflowType' in link) return `workflow '${String(link.workflowType)}'`;
  return `${typeOf(link)}: ${toReason(link.message)}`;
}

/** The type that an application's failure carries; of Temporal's own failures the name. */
function typeOf(link: Error): string {
  return 'type' in link && typeof link.type === 'string' && link.type !== '' ? link.type : link.name;
}
