/** The workflow side of traces for OpenTelemetry's SDK 1.x: a module that a bundle takes in. */
import {
  OpenTelemetryInboundInterceptor,
  OpenTelemetryInternalsInterceptor,
  OpenTelemetryOutboundInterceptor,
} from '@temporalio/interceptors-opentelemetry/lib/workflow';
import type { WorkflowInterceptors } from '@temporalio/workflow';
import { traceInterceptors } from '../telemetry/trace-interceptors.ts';

/** What Temporal asks of a module of workflow interceptors. */
export function interceptors(): WorkflowInterceptors {
  return traceInterceptors({
    inbound: new OpenTelemetryInboundInterceptor(),
    outbound: new OpenTelemetryOutboundInterceptor(),
    internals: new OpenTelemetryInternalsInterceptor(),
    sdk: "OpenTelemetry's SDK 1.x",
  });
}
