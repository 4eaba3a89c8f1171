import { causesOf, NOT_RUN, UPDATE_TOO_LATE } from '@tfn/core/internal';
import { callError } from './transport-errors.ts';
import type { WorkflowEnd } from './transport-errors.ts';
import { isNamed, toReason } from './foreign-errors.ts';

/** Turns the rejection of a wait for a result into our error if the workflow closed; returns any other error unchanged. */
export function toResultError(error: unknown, end: WorkflowEnd): unknown {
  if (!isNamed(error, 'WorkflowFailedError')) return error;
  const { name, cause } = Object(error.cause) as Partial<Error>;
  // With a cause, it was a function or a child that timed out.
  const isOwn = name !== 'TimeoutFailure' || cause === undefined;
  const code = (isOwn && ENDS[name ?? '']) || 'TFN_WORKFLOW_FAILED';
  const why = explainFailure(error.cause);
  const reason = code === 'TFN_WORKFLOW_TERMINATED' ? toReason(why.rootCause.message) : why.reason;
  return callError(code, { ...end, ...why, reason }, error);
}

/** Turns the failure of an update into our error; `wasAccepted` asks Temporal whether the workflow accepted it. */
export async function toUpdateError(
  error: unknown,
  details: { update: string; workflowId: string },
  wasAccepted: () => Promise<boolean>,
): Promise<unknown> {
  if (!isNamed(error, 'WorkflowUpdateFailedError')) return error;
  const { reason } = explainFailure(error.cause);
  // Only the outermost cause is about this update: a handler may have failed on another update.
  const [failure] = causesOf(error.cause);
  const isKnown = !failure?.message.startsWith('No registered handler for update');
  const isLate = failure !== undefined && typeOf(failure) === UPDATE_TOO_LATE;
  const isRejected = isLate ? failure.message.includes(NOT_RUN) : !isKnown || !(await wasAccepted());
  const failed = isRejected ? 'TFN_UPDATE_REJECTED' : 'TFN_UPDATE_FAILED';
  return callError(isKnown ? failed : 'TFN_UPDATE_UNKNOWN', { ...details, reason }, error);
}

// --- internal ---

/** Closings that the workflow's own code did not cause, by the failure that Temporal reports. */
const ENDS: Readonly<Record<string, 'TFN_WORKFLOW_CANCELLED' | 'TFN_WORKFLOW_TERMINATED' | 'TFN_WORKFLOW_TIMED_OUT'>> =
  {
    CancelledFailure: 'TFN_WORKFLOW_CANCELLED',
    TerminatedFailure: 'TFN_WORKFLOW_TERMINATED',
    TimeoutFailure: 'TFN_WORKFLOW_TIMED_OUT',
  };

/** The innermost failure of a chain, and the whole chain as text: "Error: order failed ← function 'charge' ← CardError: declined". */
function explainFailure(failure: unknown): { rootCause: { type: string; message: string }; reason: string } {
  const chain = causesOf(failure);
  // An error with one of our codes describes its causes already.
  const ours = chain.findIndex((link) => typeOf(link).startsWith('TFN_'));
  const shown = ours < 0 ? chain : chain.slice(0, ours + 1);
  const root = shown.at(-1) ?? new Error('no reason was given');
  return {
    rootCause: { type: typeOf(root), message: root.message },
    reason: shown.map(describeLink).join(' ← ') || root.message,
  };
}

function describeLink(link: Error & { activityType?: string; workflowType?: string }): string {
  const { activityType, workflowType } = link;
  if (activityType !== undefined) return `function '${activityType}'`;
  if (workflowType !== undefined) return `workflow '${workflowType}'`;
  return `${typeOf(link)}: ${toReason(link.message)}`;
}

/** The type of an application failure; the name of Temporal's own failures. */
function typeOf({ type, name }: Error & { type?: unknown }): string {
  return typeof type === 'string' && type !== '' ? type : name;
}
