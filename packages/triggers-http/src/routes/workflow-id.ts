import type { HttpRequest } from '@tfn/core';
import type { SchemaCarrier } from '@tfn/core/internal';
import { describe, parseInput, toBytes } from '@tfn/core/internal';
import { httpError } from '../errors.ts';
import type { Exchange } from './exchange.ts';
import { problem } from '../replies/problem.ts';

/** Temporal's limit, in bytes. */
export const MAX_ID_LENGTH = 1000;

/**
 * Reads the id with the route's `workflowId`; undefined if the route has none.
 * @throws {HttpProblem} request-malformed
 * @throws {TfnError} TFN_INPUT_INVALID, TFN_HTTP_WORKFLOW_ID
 */
export async function readWorkflowId({ def, name, request }: Exchange, input: unknown): Promise<string | undefined> {
  const { workflowId: read } = def.options;
  if (read === undefined) return undefined;
  let id: string;
  try {
    id = read(request as HttpRequest & { params: Record<string, string> });
  } catch (error) {
    // The callback may have failed on an invalid input: then report the input.
    await parseInput(def.target as SchemaCarrier, input);
    if (typeof request.body !== 'object' || request.body === null)
      throw problem('request-malformed', { detail: 'This route requires a JSON object as the body.' });
    throw error;
  }
  if (typeof id !== 'string') throw httpError('TFN_HTTP_WORKFLOW_ID', { route: name, got: describe(id) });
  return assertWorkflowId(id);
}

/** @throws {HttpProblem} request-malformed when an id from a request cannot be a workflow's */
export function assertWorkflowId(id: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to reject
  if (id === '' || toBytes(id).byteLength > MAX_ID_LENGTH || /[\u0000-\u001f\u007f]|\p{Surrogate}/u.test(id))
    throw problem('request-malformed', {
      detail: `A workflow id has 1 to ${MAX_ID_LENGTH} bytes of printable characters.`,
    });
  return id;
}
