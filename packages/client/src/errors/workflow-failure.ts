import { callError } from './transport-errors.ts';
import type { WorkflowEnd } from './transport-errors.ts';
import { causesOf, isNamed, toReason } from './error-chain.ts';

/** What a wait for a result rejected with, in our words when it tells how the workflow ended; any other error as it is. */
export function toResultError(error: unknown, end: WorkflowEnd): unknown {
  if (!isNamed(error, 'WorkflowFailedError')) return error;
  const { name, cause } = Object(error.cause) as Partial<Error>;
  // With a cause it is a function or a child that was out of time.
  const isOwn = name !== 'TimeoutFailure' || cause === undefined;
  const code = (isOwn && ENDS[name ?? '']) || 'TFN_WORKFLOW_FAILED';
  const why = explainFailure(error.cause);
  const reason = code === 'TFN_WORKFLOW_TERMINATED' ? toReason(why.rootCause.message) : why.reason;
  return callError(code, { ...end, ...why, reason }, error);
}

/** What an update rejected with, in our words when it failed; `wasAccepted` asks whether the workflow had accepted it. */
export async function toUpdateError(
  error: unknown,
  details: { update: string; workflowId: string },
  wasAccepted: () => Promise<boolean>,
): Promise<unknown> {
  if (!isNamed(error, 'WorkflowUpdateFailedError')) return error;
  const { reason } = explainFailure(error.cause);
  // Of this update: what a handler ran into may tell of another's.
  const isKnown = !causesOf(error.cause)[0]?.message.startsWith('No registered handler for update');
  const failed = isKnown && (await wasAccepted()) ? 'TFN_UPDATE_FAILED' : 'TFN_UPDATE_REJECTED';
  return callError(isKnown ? failed : 'TFN_UPDATE_UNKNOWN', { ...details, reason }, error);
}

// --- internal ---

/** The ends that are no failure of the workflow's own code, by the failure that Temporal tells them with. */
const ENDS: Readonly<Record<string, 'TFN_WORKFLOW_CANCELLED' | 'TFN_WORKFLOW_TERMINATED' | 'TFN_WORKFLOW_TIMED_OUT'>> =
  {
    CancelledFailure: 'TFN_WORKFLOW_CANCELLED',
    TerminatedFailure: 'TFN_WORKFLOW_TERMINATED',
    TimeoutFailure: 'TFN_WORKFLOW_TIMED_OUT',
  };

/** The innermost failure of a chain, and all of it in words: "Error: order failed ← function 'charge' ← CardError: declined". */
function explainFailure(failure: unknown): { rootCause: { type: string; message: string }; reason: string } {
  const chain = causesOf(failure);
  // Our own codes stand for what was thrown: beneath them is only the same again.
  const ours = chain.findIndex((link) => typeOf(link).startsWith('TFN_'));
  const told = ours < 0 ? chain : chain.slice(0, ours + 1);
  const root = told.at(-1) ?? new Error('no reason was given');
  return {
    rootCause: { type: typeOf(root), message: root.message },
    reason: told.map(describeLink).join(' ← ') || root.message,
  };
}

function describeLink(link: Error & { activityType?: string; workflowType?: string }): string {
  const { activityType, workflowType } = link;
  if (activityType !== undefined) return `function '${activityType}'`;
  if (workflowType !== undefined) return `workflow '${workflowType}'`;
  return `${typeOf(link)}: ${toReason(link.message)}`;
}

/** The type that an application's failure carries; of Temporal's own failures the name. */
function typeOf({ type, name }: Error & { type?: unknown }): string {
  return typeof type === 'string' && type !== '' ? type : name;
}
