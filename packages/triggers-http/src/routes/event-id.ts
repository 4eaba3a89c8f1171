import type { HttpRequest } from '@tfn/core';
import { describe } from '@tfn/core/internal';
import { httpError } from '../errors.ts';
import type { Exchange } from './exchange.ts';
import { assertWorkflowId } from './workflow-id.ts';

/**
 * The workflow id of a delivered event: `<name of the target>:<id>`. Undefined for a route without `dedupe`, and for an event without an id.
 * @throws {HttpProblem} request-malformed
 * @throws {TfnError} TFN_HTTP_EVENT_ID
 */
export function readEventId({ def, name, request }: Exchange): string | undefined {
  const { dedupe, verify } = def.options;
  if (dedupe === undefined) return undefined;
  const read = dedupe === true ? verify?.eventId : dedupe;
  const id: unknown = read?.(request as HttpRequest & { params: never });
  if (id === undefined || id === '') return undefined;
  if (typeof id !== 'string') throw httpError('TFN_HTTP_EVENT_ID', { route: name, got: describe(id) });
  // Temporal's HTTP API, which clients on the edge use, cannot address an id with a slash.
  return assertWorkflowId(`${def.target.name}:${id.replaceAll(/[%/]/g, encodeURIComponent)}`);
}
