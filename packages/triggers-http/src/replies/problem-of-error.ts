import { isTfnError } from '@tfn/core';
import type { InputIssue } from '@tfn/core';
import { causesOf, field, readThrown, UPDATE_TOO_LATE } from '@tfn/core/internal';
import { HttpProblem, isHttpProblem, problem } from './problem.ts';
import type { Problem, ProblemCode } from './problem.ts';

/** The error in the user's code that made a workflow, a query or an update fail. */
export interface HttpFailure {
  /** The error's name, or the type of an ApplicationFailure. */
  readonly type: string;
  readonly message: string;
  readonly workflowId: string | undefined;
}

/**
 * Maps expected failures to answers: a status for each type, or a function that returns a status, a problem, or undefined for 500.
 * With a status alone, the answer shows the failure's message as `detail`.
 */
export type ErrorMapper = Readonly<Record<string, number>> | ((failure: HttpFailure) => Mapped);

/** Makes the problem to answer after an error; undefined for a fault of the server. */
export function toProblem(error: unknown, mapper: ErrorMapper | undefined): HttpProblem | undefined {
  if (isHttpProblem(error)) return error;
  return (
    problemOfFailure(error, mapper) ?? problemOfCode(error) ?? problemOfTransport(error) ?? problemOfExposed(error)
  );
}

/** What a mapper says of a failure. */
type Mapped = number | (Partial<Problem> & { readonly status: number }) | undefined;

/** Finds the user's error that made a call fail. */
export function failureOf(error: unknown): HttpFailure | undefined {
  if (!isTfnError(error) || !FAILURES.includes(error.code)) return undefined;
  const { rootCause, workflowId } = error.details as {
    rootCause?: { type: string; message: string };
    workflowId?: string;
  };
  return { ...(rootCause ?? innermost(error)), workflowId };
}

// --- internal ---

const FAILURES: readonly string[] = [
  'TFN_WORKFLOW_FAILED',
  'TFN_QUERY_FAILED',
  'TFN_UPDATE_FAILED',
  'TFN_UPDATE_REJECTED',
];

/** The problems of the client's error codes. Any other code is a fault. */
const BY_CODE: Readonly<Record<string, ProblemCode>> = {
  TFN_WORKFLOW_NOT_FOUND: 'workflow-not-found',
  TFN_QUERY_UNKNOWN: 'workflow-not-found',
  TFN_UPDATE_UNKNOWN: 'workflow-not-found',
  TFN_WORKFLOW_EXISTS: 'workflow-exists',
  TFN_WORKFLOW_ENDED: 'workflow-ended',
  TFN_WORKFLOW_CANCELLED: 'workflow-cancelled',
  TFN_WORKFLOW_TERMINATED: 'workflow-cancelled',
  TFN_WORKFLOW_TIMED_OUT: 'timeout',
  TFN_RESULT_TIMEOUT: 'timeout',
  TFN_PAYLOAD_TOO_LARGE: 'body-too-large',
  TFN_HTTP_RESULT: 'result-unserializable',
};

/** gRPC codes with which a client may reject. */
const GRPC = { DEADLINE_EXCEEDED: 4, RESOURCE_EXHAUSTED: 8, UNAVAILABLE: 14 };

function problemOfFailure(error: unknown, mapper: ErrorMapper | undefined): HttpProblem | undefined {
  const failure = failureOf(error);
  if (failure === undefined) return undefined;
  const members = { workflowId: failure.workflowId };
  // The innermost error first; an error that was thrown because of it may be the one that is mapped.
  for (const { type, message } of [failure, ...outwards(error)]) {
    const mapped = map(mapper, { ...failure, type, message });
    if (typeof mapped === 'number')
      return new HttpProblem({ status: mapped, title: type, code: type, detail: message, ...members });
    if (mapped !== undefined) return new HttpProblem({ title: type, code: type, ...members, ...mapped });
  }
  const isRejected = isTfnError(error) && error.code === 'TFN_UPDATE_REJECTED';
  // A rejected one may be sent again: the run that follows accepts it.
  if (failure.type === UPDATE_TOO_LATE) return isRejected ? unavailable(1) : problem('workflow-ended', { members });
  if (isRejected) return problem('update-rejected', { detail: failure.message, members });
  if (hasGrpcCode(error, GRPC.DEADLINE_EXCEEDED)) return problem('timeout', { detail: 'No worker answered.', members });
  return problem('workflow-failed', { members });
}

function map(mapper: ErrorMapper | undefined, failure: HttpFailure): Mapped {
  if (typeof mapper === 'function') return mapper(failure);
  return Object.hasOwn(mapper ?? {}, failure.type) ? mapper?.[failure.type] : undefined;
}

/** The errors of a failure that user code threw, from the innermost but one. */
function outwards(error: unknown): { type: string; message: string }[] {
  return causesOf(error)
    .map((link) => ({ type: field(link, 'type'), message: link.message }))
    .filter((link): link is { type: string; message: string } => typeof link.type === 'string' && link.type !== '')
    .reverse()
    .slice(1);
}

function problemOfCode(error: unknown): HttpProblem | undefined {
  if (!isTfnError(error)) return undefined;
  if (error.code === 'TFN_INPUT_INVALID') {
    const issues = (error.details['issues'] ?? []) as readonly InputIssue[];
    return problem('input-invalid', { members: { issues } });
  }
  if (error.code === 'TFN_TEMPORAL_UNREACHABLE' || error.code === 'TFN_CLIENT_CLOSED') return unavailable();
  const code = BY_CODE[error.code];
  const { workflowId } = error.details;
  return code === undefined
    ? undefined
    : problem(code, typeof workflowId === 'string' ? { members: { workflowId } } : {});
}

/** Temporal's limits and outages, whichever client reports them. */
function problemOfTransport(error: unknown): HttpProblem | undefined {
  if (hasGrpcCode(error, GRPC.RESOURCE_EXHAUSTED))
    return problem('too-many-requests', { headers: { 'retry-after': '1' } });
  if (hasGrpcCode(error, GRPC.UNAVAILABLE)) return unavailable();
  return hasGrpcCode(error, GRPC.DEADLINE_EXCEEDED) ? problem('timeout') : undefined;
}

/** Errors that callbacks throw to be shown, by the convention of the package http-errors. */
function problemOfExposed(error: unknown): HttpProblem | undefined {
  const [status, expose] = [field(error, 'status'), field(error, 'expose')];
  if (expose !== true || typeof status !== 'number' || status < 400) return undefined;
  const { type, message } = readThrown(error);
  return new HttpProblem({ status, title: type, code: type, detail: message });
}

function unavailable(seconds = 5): HttpProblem {
  return problem('unavailable', { headers: { 'retry-after': String(seconds) } });
}

function hasGrpcCode(error: unknown, code: number): boolean {
  return causesOf(error).some((link) => 'code' in link && link.code === code && 'details' in link);
}

function innermost(error: Error): { type: string; message: string } {
  const root = causesOf(error).at(-1) ?? error;
  const type = 'type' in root && typeof root.type === 'string' && root.type !== '' ? root.type : root.name;
  return { type, message: root.message };
}
