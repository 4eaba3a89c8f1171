import { field } from '@tfn/core/internal';

/** An RFC 9457 problem document. `code` is for programs, `detail` for people. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly code: string;
  readonly detail?: string;
  readonly [extension: string]: unknown;
}

const PROBLEM_BRAND = Symbol.for('@tfn/http-problem');

/** Ends a request with a problem. */
export class HttpProblem extends Error {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  static {
    (this.prototype as unknown as Record<symbol, true>)[PROBLEM_BRAND] = true;
  }

  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.detail ?? problem.title);
    this.name = 'HttpProblem';
    this.problem = problem;
    this.headers = headers;
  }
}

/** Recognises an `HttpProblem`, also one that another copy of this package made. */
export function isHttpProblem(value: unknown): value is HttpProblem {
  return field(value, PROBLEM_BRAND) === true;
}

/** The codes of this package. */
export type ProblemCode =
  | 'request-malformed'
  | 'body-malformed'
  | 'input-invalid'
  | 'signature-invalid'
  | 'route-not-found'
  | 'workflow-not-found'
  | 'method-not-allowed'
  | 'workflow-exists'
  | 'workflow-ended'
  | 'workflow-cancelled'
  | 'body-too-large'
  | 'media-type-unsupported'
  | 'update-rejected'
  | 'idempotency-key-reused'
  | 'too-many-requests'
  | 'internal-error'
  | 'workflow-failed'
  | 'result-unserializable'
  | 'unavailable'
  | 'timeout';

/** The problems of this package: status and title, by code. */
export const PROBLEMS: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  'request-malformed': [400, 'The request is malformed'],
  'body-malformed': [400, 'The body is malformed'],
  'input-invalid': [400, 'The input does not match its schema'],
  'signature-invalid': [401, 'The signature is missing or invalid'],
  'route-not-found': [404, 'No route matches this path'],
  'workflow-not-found': [404, 'There is no such workflow'],
  'method-not-allowed': [405, 'This path does not allow the method'],
  'workflow-exists': [409, 'The workflow already exists'],
  'workflow-ended': [409, 'The workflow has ended'],
  'workflow-cancelled': [409, 'The workflow was cancelled'],
  'body-too-large': [413, 'The body is too large'],
  'media-type-unsupported': [415, 'The media type is not supported'],
  'update-rejected': [422, 'The workflow rejected the update'],
  'idempotency-key-reused': [422, 'The idempotency key was used for another request'],
  'too-many-requests': [429, 'Too many requests'],
  'internal-error': [500, 'Something went wrong'],
  'workflow-failed': [500, 'The workflow failed'],
  'result-unserializable': [500, 'The result cannot be written as JSON'],
  unavailable: [503, 'The service is not available'],
  timeout: [504, 'No answer in time'],
};

/** Optional parts of a problem. */
export interface ProblemExtras {
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** More members of the document. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Makes a problem of this package, to throw. */
export function problem(code: ProblemCode, { detail, headers, members }: ProblemExtras = {}): HttpProblem {
  const [status, title] = PROBLEMS[code];
  return new HttpProblem({ status, title, code, ...(detail !== undefined && { detail }), ...members }, headers);
}
