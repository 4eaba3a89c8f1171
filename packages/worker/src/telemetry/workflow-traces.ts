/**
 * The workflow side of traces: Temporal's own OpenTelemetry interceptors, whose spans get their ids here. Bundled only when traces are on.
 * I1: ids take nothing of the workflow's randomness, which they would shift: for a query that comes between two tasks as much as
 *     for executions that began before traces were switched on. So `ctx.uuid()`, ids of children and the like stay as they are.
 * I2: the ids of a run are the same when its history is replayed, so that a span that began before has the id that its children know.
 * I3: queries and validators of updates leave no trace in history: their ids follow from the span that asks, not from those before.
 *     Where nobody traces what asks, they have no span.
 */
import { defaultPayloadConverter } from '@temporalio/common';
import type { Headers } from '@temporalio/common';
import {
  OpenTelemetryInboundInterceptor,
  OpenTelemetryInternalsInterceptor,
  OpenTelemetryOutboundInterceptor,
} from '@temporalio/interceptors-opentelemetry/lib/workflow';
import { workflowInfo } from '@temporalio/workflow';
import type {
  Next,
  QueryInput,
  UpdateInput,
  WorkflowInboundCallsInterceptor,
  WorkflowInterceptors,
} from '@temporalio/workflow';
import { createSpanIds } from './span-ids.ts';
import type { SpanIds } from './span-ids.ts';

/** What Temporal asks of a module of workflow interceptors. */
export function interceptors(): WorkflowInterceptors {
  const ids = createSpanIds(workflowInfo().runId);
  const inbound = new Inbound(ids);
  return {
    inbound: [inbound],
    outbound: [new OpenTelemetryOutboundInterceptor()],
    internals: [new OpenTelemetryInternalsInterceptor()],
  };
}

// --- internal ---

type Inner<TName extends keyof WorkflowInboundCallsInterceptor> = Next<WorkflowInboundCallsInterceptor, TName>;

class Inbound extends OpenTelemetryInboundInterceptor {
  readonly #ids: SpanIds;

  constructor(ids: SpanIds) {
    super();
    this.#ids = ids;
    useIds(this.tracer, ids);
  }

  override handleQuery(input: QueryInput, next: Inner<'handleQuery'>): Promise<unknown> {
    const asker = askerOf(input.headers);
    if (asker === undefined) return next(input);
    return this.#ids.apart(`query ${asker}`, () => super.handleQuery(input, next));
  }

  override validateUpdate(input: UpdateInput, next: Inner<'validateUpdate'>): void {
    const asker = askerOf(input.headers);
    if (asker === undefined) next(input);
    else this.#ids.apart(`validator ${asker}`, () => super.validateUpdate(input, next));
  }
}

/** All interceptors of a workflow have one tracer. It takes no generator of ids, but has one. */
function useIds(tracer: object, ids: SpanIds): void {
  if (!('_idGenerator' in tracer))
    throw new Error('This version of @opentelemetry/sdk-trace-base has no _idGenerator: traces would break replays.');
  tracer._idGenerator = ids;
}

/** The span from which a call comes. */
function askerOf(headers: Headers): string | undefined {
  const header = headers['_tracer-data'];
  if (header === undefined) return undefined;
  return defaultPayloadConverter.fromPayload<{ traceparent?: string }>(header).traceparent;
}
