import { defineErrors } from './define-errors.ts';
import type { TfnError } from './tfn-error.ts';

/** The error of a start, or of a child, whose workflow id is taken; part of the shared table. */
export const existsErrors = {
  TFN_WORKFLOW_EXISTS: (d: HeldId): string =>
    `A workflow '${d.workflowId}' already exists, so '${d.name}' was not started${d.heldBy ? `: the ${d.heldBy} has the id` : ''}. ` +
    `Use another workflowId${d.isOwn ? ", or onDuplicate 'use-existing' or 'restart'" : ''}.`,
} as const;

/** An id that a start could not take. */
export interface HeldId {
  readonly workflowId: string;
  /** What was not started. */
  readonly name: string;
  /** What has the id, such as "workflow 'processOrder'"; undefined if it is not known. */
  readonly heldBy?: string | undefined;
  /** Whether that is the same workflow or function as the one that was not started. */
  readonly isOwn?: boolean | undefined;
}

/** Makes the error. */
export function workflowExistsError(details: HeldId, cause?: unknown): TfnError {
  return makeError('TFN_WORKFLOW_EXISTS', details, cause);
}

// --- internal ---

const makeError = defineErrors(existsErrors);
