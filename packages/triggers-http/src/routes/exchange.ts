import type { HttpRequest, HttpTriggerDef, WorkflowDescription } from '@tfn/core';
import type { HttpCall } from '../requests/call.ts';
import type { RouteClient } from '../handler/route-client.ts';
import type { EndSignal } from './wait.ts';

/** One request to a route. */
export interface Exchange {
  readonly client: RouteClient;
  readonly def: HttpTriggerDef;
  /** Such as "POST /orders/:id". */
  readonly name: string;
  readonly request: HttpRequest;
  readonly call: HttpCall;
  /** Milliseconds that it may wait for an answer. */
  readonly waitTimeout: number;
  /** Aborted when the timeout of `stop` has passed. */
  readonly stopped: EndSignal;
  /** The URL of a workflow's status; undefined when the status route does not answer there, or not about the described run. */
  statusUrl(workflowId: string, run?: WorkflowDescription): string | undefined;
}
