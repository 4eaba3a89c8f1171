import { PROBLEMS } from '../replies/problem.ts';
import type { JsonSchema } from './kinds.ts';

/** The media type of problems. */
export const PROBLEM = 'application/problem+json';

/** A reference within a document. */
export interface Reference {
  readonly $ref: string;
}

export function refTo(kind: 'schemas' | 'responses', name: string): Reference {
  return { $ref: `#/components/${kind}/${name}` };
}

/** References to the problem responses of these statuses, by status. */
export function problemResponses(statuses: readonly number[]): Readonly<Record<string, Reference>> {
  return Object.fromEntries(statuses.map((status) => [status, refTo('responses', `Problem${status}`)]));
}

/** A problem response for every status of this package, with an example of each problem. */
export function allProblemResponses(): Readonly<Record<string, unknown>> {
  const responses: Record<
    string,
    { description: string; content: { [PROBLEM]: { schema: Reference; examples: Record<string, unknown> } } }
  > = {};
  for (const [code, [status, title]] of Object.entries(PROBLEMS)) {
    const response = (responses[`Problem${status}`] ??= {
      description: title,
      content: { [PROBLEM]: { schema: refTo('schemas', 'Problem'), examples: {} } },
    });
    response.content[PROBLEM].examples[code] = { value: { status, title, code, ...EXAMPLES[code] } };
  }
  return responses;
}

/** The schemas of this package's own answers. */
export const OWN_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Problem: {
    type: 'object',
    description: 'A problem document of RFC 9457.',
    required: ['status', 'title', 'code'],
    properties: {
      status: { type: 'integer' },
      title: { type: 'string' },
      code: { type: 'string', description: 'Identifies the problem.' },
      detail: { type: 'string' },
      workflowId: { type: 'string' },
      errorId: { type: 'string', description: "The id of the server's log entry for a fault." },
      issues: {
        type: 'array',
        items: {
          type: 'object',
          required: ['path', 'message'],
          properties: { path: { type: 'string' }, message: { type: 'string' } },
        },
      },
    },
  },
  Accepted: {
    type: 'object',
    required: ['workflowId', 'runId', 'status'],
    properties: {
      workflowId: { type: 'string' },
      runId: { type: 'string' },
      status: { type: 'string' },
      statusUrl: { type: 'string', description: 'The URL of the result.' },
    },
  },
  Signalled: { type: 'object', required: ['workflowId'], properties: { workflowId: { type: 'string' } } },
  Run: {
    type: 'object',
    required: ['workflowId', 'runId', 'status', 'startedAt'],
    properties: {
      workflowId: { type: 'string' },
      runId: { type: 'string' },
      status: {
        enum: ['running', 'paused', 'completed', 'failed', 'cancelled', 'terminated', 'continued-as-new', 'timed-out'],
      },
      startedAt: { type: 'string', format: 'date-time' },
      closedAt: { type: 'string', format: 'date-time' },
      result: { description: 'The result of a completed run.' },
      error: refTo('schemas', 'Problem'),
    },
  },
};

// --- internal ---

const EXAMPLES: Readonly<Record<string, object>> = {
  'input-invalid': { issues: [{ path: 'items.0.sku', message: 'Required' }] },
  'workflow-not-found': { workflowId: 'order-1' },
  'internal-error': { errorId: '0f8b6a0e-5c1c-4f0e-9a55-2f7f3c6f9d11' },
};
