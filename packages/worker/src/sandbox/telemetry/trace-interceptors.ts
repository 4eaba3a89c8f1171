/**
 * The workflow side of traces: Temporal's own OpenTelemetry interceptors, whose spans get their ids here. Bundled only when traces are on.
 * I1: ids take nothing of the workflow's randomness, which they would shift: for a query that comes between two tasks as much as
 *     for executions that began before traces were switched on. So `ctx.uuid()`, ids of children and the like stay as they are.
 * I2: the ids of a run are the same when its history is replayed, so that a span that began before has the id that its children know.
 * I3: queries and validators of updates are not in the history: their ids follow from the caller's span, not from earlier ones. Without a
 *     traced caller they have no span.
 */
import { defaultPayloadConverter } from '@temporalio/common';
import type { Headers } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';
import type {
  QueryInput,
  UpdateInput,
  WorkflowInboundCallsInterceptor,
  WorkflowInternalsInterceptor,
  WorkflowInterceptors,
  WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import { replaceSpanIds } from '../sdk/replace-span-ids.ts';
import { createSpanIds } from './span-ids.ts';

/** Temporal's interceptors of one workflow. All of them have one tracer. */
export interface OfficialInterceptors {
  readonly inbound: WorkflowInboundCallsInterceptor;
  readonly outbound: WorkflowOutboundCallsInterceptor;
  readonly internals: WorkflowInternalsInterceptor;
  /** Of OpenTelemetry's SDK; a worker finds it in a bundle to see what the bundle was built for. */
  readonly sdk: string;
}

/** The interceptors of a workflow, out of Temporal's. */
export function traceInterceptors({ inbound, outbound, internals, sdk }: OfficialInterceptors): WorkflowInterceptors {
  const ids = createSpanIds(workflowInfo().runId);
  replaceSpanIds(inbound, { ids, sdk });
  const { handleQuery, validateUpdate } = inbound;
  inbound.handleQuery = (input: QueryInput, next) => {
    const asker = askerOf(input.headers);
    if (asker === undefined || handleQuery === undefined) return next(input);
    return ids.apart(`query ${asker}`, () => handleQuery.call(inbound, input, next));
  };
  inbound.validateUpdate = (input: UpdateInput, next) => {
    const asker = askerOf(input.headers);
    if (asker === undefined || validateUpdate === undefined) next(input);
    else ids.apart(`validator ${asker}`, () => validateUpdate.call(inbound, input, next));
  };
  return { inbound: [inbound], outbound: [outbound], internals: [internals] };
}

// --- internal ---

/** The span from which a call comes. */
function askerOf(headers: Headers): string | undefined {
  const header = headers['_tracer-data'];
  if (header === undefined) return undefined;
  return defaultPayloadConverter.fromPayload<{ traceparent?: string }>(header).traceparent;
}
