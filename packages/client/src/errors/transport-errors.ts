import type { ErrorFactory } from '@tfn/core/internal';
import { defineErrors } from '@tfn/core/internal';

/** The errors of both transports; part of the client's table. */
export const callErrors = {
  TFN_CLIENT_CLOSED: (_: Record<never, never>): string => 'The client is closed. Make another with tfn.client().',
  TFN_TEMPORAL_UNREACHABLE: (d: { address: string; seconds: number; reason: string }): string =>
    `Temporal at '${d.address}' did not answer within ${d.seconds} s: ${d.reason}. Check that it runs there, and check temporal.address or TEMPORAL_ADDRESS.`,
  TFN_NAMESPACE_NOT_FOUND: (d: { namespace: string; address: string }): string =>
    `Temporal at '${d.address}' has no namespace '${d.namespace}'. Check temporal.namespace or TEMPORAL_NAMESPACE, or create it.`,
  TFN_AUTH_DENIED: (d: { namespace: string; address: string; reason: string }): string =>
    `Temporal at '${d.address}' denies access to the namespace '${d.namespace}': ${d.reason}. Check temporal.apiKey or temporal.tls.`,
  TFN_REQUEST_REFUSED: (d: { action: string; reason: string }): string =>
    `Temporal refused to ${d.action}: ${d.reason}. Correct what it names${d.reason.includes(' no mapping ') ? ', or register it: temporal operator search-attribute create' : ''}.`,

  TFN_WORKFLOW_FAILED: (d: WorkflowFailure): string => `${run(d)} failed: ${d.reason}.`,
  TFN_WORKFLOW_CANCELLED: (d: WorkflowEnd): string => `${run(d)} was cancelled.`,
  TFN_WORKFLOW_TERMINATED: (d: WorkflowEnd & { reason: string }): string => `${run(d)} was terminated: ${d.reason}.`,
  TFN_WORKFLOW_TIMED_OUT: (d: WorkflowEnd): string =>
    `${run(d)} did not complete within its executionTimeout or runTimeout. Raise the timeout, or look in its history for what it waits for.`,
  TFN_RESULT_TIMEOUT: (d: { what: string; workflowId: string; seconds: number }): string =>
    `${run(d)} did not complete within ${d.seconds} s. It keeps running: ask for its result later.`,

  TFN_WORKFLOW_NOT_FOUND: (d: { workflowId: string; namespace: string }): string =>
    `There is no ${workflow(d)} in the namespace '${d.namespace}'. Check the id. A closed workflow is deleted after its retention period.`,
  TFN_WORKFLOW_ENDED: (d: { workflowId: string; action: string }): string =>
    `The ${workflow(d)} has closed, so Temporal cannot ${d.action}. Start it again.`,

  TFN_QUERY_UNKNOWN: (d: { query: string; workflowId: string; known: readonly string[] }): string =>
    `The ${workflow(d)} does not handle the query '${d.query}'. It handles: ${listNames(d.known)}. Handle it with ctx.onQuery.`,
  TFN_QUERY_FAILED: (d: { query: string; workflowId: string; reason: string }): string =>
    `The query '${d.query}' of the ${workflow(d)} failed: ${d.reason}.`,
  TFN_UPDATE_UNKNOWN: (d: { update: string; workflowId: string }): string =>
    `The ${workflow(d)} does not handle the update '${d.update}'. Handle it with ctx.onUpdate.`,
  TFN_UPDATE_REJECTED: (d: { update: string; workflowId: string; reason: string }): string =>
    `The ${workflow(d)} rejected the update '${d.update}': ${d.reason}.`,
  TFN_UPDATE_FAILED: (d: { update: string; workflowId: string; reason: string }): string =>
    `The update '${d.update}' of the ${workflow(d)} failed: ${d.reason}.`,

  TFN_PAYLOAD_TOO_LARGE: (d: RefusedSize | MeasuredSize): string =>
    ('reason' in d
      ? `Temporal refused to ${d.action}: the data is too large (${d.reason}).`
      : `Cannot ${d.action ?? 'send a value'}: ${d.what ?? 'it'} has ${d.size} bytes, but Temporal accepts at most ${d.limit}.`) +
    ' Store it elsewhere and send a reference.',
} as const;

/** A message that Temporal refused for its size. */
export interface RefusedSize {
  readonly action: string;
  readonly reason: string;
}

/** A value that was measured before it was sent, in bytes; without `what`, a call did not come from one of our methods. */
export interface MeasuredSize {
  readonly action?: string;
  /** Such as "the input of the signal 'add'". */
  readonly what?: string;
  readonly size: number;
  readonly limit: number;
}

/** The run that closed, and what it ran. */
export interface WorkflowEnd {
  /** Such as "workflow 'processOrder'". */
  readonly what: string;
  readonly workflowId: string;
  /** Undefined when the handle was made from an id alone. */
  readonly runId: string | undefined;
  /** Undefined when the handle was made from an id alone. */
  readonly workflowType: string | undefined;
}

/** Why a run failed. */
export interface WorkflowFailure extends WorkflowEnd {
  /** The innermost failure: what the user's code threw. One of our codes stays visible as its type. */
  readonly rootCause: { readonly type: string; readonly message: string };
  /** The failures from the outermost to the innermost. */
  readonly reason: string;
}

/** Makes an error from this table. */
export const callError: ErrorFactory<typeof callErrors> = defineErrors(callErrors);

// --- internal ---

function run({ what, workflowId }: { what: string; workflowId: string }): string {
  return `The ${what} ('${workflowId}')`;
}

function workflow({ workflowId }: { workflowId: string }): string {
  return `workflow '${workflowId}'`;
}

function listNames(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `'${name}'`).join(', ');
}
