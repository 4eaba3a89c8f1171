import type { HttpRequest, HttpTriggerDef } from '@tfn/core';
import type { HttpCall } from '../requests/call.ts';
import type { RouteClient } from '../handler/route-client.ts';

/** One request on its way through a route. */
export interface Exchange {
  readonly client: RouteClient;
  readonly def: HttpTriggerDef;
  /** Such as "POST /orders/:id". */
  readonly name: string;
  readonly request: HttpRequest;
  readonly call: HttpCall;
  /** How long it may wait for an answer, in milliseconds. */
  readonly waitTimeout: number;
  /** Aborted when the server stops and can wait no longer. */
  readonly stopped: AbortSignal;
  /** Where to ask for the state of a workflow; undefined when that is switched off. */
  statusUrl(workflowId: string): string | undefined;
}
