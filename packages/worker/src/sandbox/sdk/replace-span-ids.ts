import type { WorkflowInboundCallsInterceptor } from '@temporalio/workflow';

/**
 * Replaces the generator of ids of the tracer that Temporal's OpenTelemetry interceptors share: the tracer has one, and no option for it.
 * `sdk` names OpenTelemetry's SDK in the error for a version that has no such generator.
 */
export function replaceSpanIds(
  inbound: WorkflowInboundCallsInterceptor & { readonly tracer?: object },
  { ids, sdk }: { ids: object; sdk: string },
): void {
  const { tracer } = inbound;
  if (tracer === undefined || !('_idGenerator' in tracer))
    throw new Error(`This version of ${sdk} has no _idGenerator: traces would break replays.`);
  tracer._idGenerator = ids;
}
