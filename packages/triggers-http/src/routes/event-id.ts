import { isFunctionDef, isWorkflowDef } from '@tfn/core';
import type { HttpRequest, HttpTriggerDef } from '@tfn/core';
import { describe } from '@tfn/core/internal';
import { httpError } from '../errors.ts';
import { problem } from '../replies/problem.ts';
import type { Exchange } from './exchange.ts';
import { assertWorkflowId } from './workflow-id.ts';

/** Whether a route answers 202 without waiting for the result. */
export function answersAtOnce({ options }: Pick<HttpTriggerDef, 'options'>): boolean {
  return options.async ?? options.dedupe !== undefined;
}

/** What is wrong with a route's `dedupe`; undefined if nothing is. */
export function findDedupeProblem({ target, options }: HttpTriggerDef): string | undefined {
  const { dedupe, verify, workflowId, idempotencyKey, onDuplicate, cancelOnDisconnect } = options;
  if (dedupe === undefined) return undefined;
  if (dedupe !== true && typeof dedupe !== 'function') return 'its dedupe must be true or a function';
  if (!isWorkflowDef(target) && !isFunctionDef(target)) return 'its dedupe needs a workflow or a function as target';
  if ((workflowId ?? idempotencyKey) !== undefined)
    return 'its dedupe makes the workflow id: leave out workflowId and idempotencyKey';
  if (onDuplicate !== undefined || cancelOnDisconnect === true)
    return 'its dedupe keeps the execution of the first delivery: leave out onDuplicate and cancelOnDisconnect';
  if (dedupe === true && verify?.eventId === undefined)
    return 'its dedupe: true needs a verify that knows the ids of events, such as stripeSignature(…): give dedupe a function that returns the id';
  return undefined;
}

/**
 * The workflow id of a delivered event: `<name of the target>:<id>`. Undefined for a route without `dedupe`, and for an event without an id.
 * @throws {HttpProblem} request-malformed
 * @throws {TfnError} TFN_HTTP_EVENT_ID
 */
export function readEventId({ def, name, request }: Exchange): string | undefined {
  const { dedupe, verify } = def.options;
  if (dedupe === undefined) return undefined;
  const read = dedupe === true ? verify?.eventId : dedupe;
  let id: unknown;
  try {
    id = read?.(request as HttpRequest & { params: never });
  } catch (error) {
    if (typeof request.body === 'object' && request.body !== null) throw error;
    throw problem('request-malformed', { detail: 'This route requires a JSON object as the body.' });
  }
  // An asynchronous function is a mistake that is reported below.
  if (id instanceof Promise) id.catch(() => undefined);
  if (id === undefined || id === '') return undefined;
  if (typeof id !== 'string') throw httpError('TFN_HTTP_EVENT_ID', { route: name, got: describe(id) });
  // Temporal's HTTP API, which clients on the edge use, cannot address an id with a slash.
  return assertWorkflowId(`${def.target.name}:${id.replaceAll(/[%/]/g, encodeURIComponent)}`);
}
