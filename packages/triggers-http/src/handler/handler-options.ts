import type { Duration, HttpTriggerDef, Logger } from '@tfn/core';
import type { Health, Metrics } from '@tfn/core/telemetry';
import type { OpenApiOptions } from '../openapi/document.ts';
import type { ErrorMapper } from '../replies/problem-of-error.ts';
import type { StatusRouteOptions } from '../routes/status-route.ts';
import type { OpenTelemetryApi } from '../telemetry/trace-request.ts';

/** Options of every adapter. */
export interface HttpHandlerOptions {
  /** The routes to serve. @default every `tfn.http` of this process */
  routes?: Iterable<HttpTriggerDef>;
  /** The prefix of the routes that this package adds, such as `/runs/:workflowId` and `/openapi.json`. @default '' */
  basePath?: string;
  /** The status route of runs: `false` for none, or who may use it. @default true */
  statusRoute?: boolean | StatusRouteOptions;
  /** The route of the OpenAPI document: `false` for none, or the document's options. @default true */
  openapi?: boolean | OpenApiOptions;
  /** The routes `/healthz` and `/readyz`: `false` for none, or a health to which Temporal's availability is added. @default true */
  health?: boolean | Health;
  /** Where requests are measured. @default nowhere */
  metrics?: Metrics;
  /** The module `@opentelemetry/api`: every request to a route becomes a span. @default none */
  opentelemetry?: OpenTelemetryApi;
  /** The maximum size of a body, in bytes; a larger body is answered 413. @default 1048576 */
  bodyLimit?: number;
  /** How long a request waits for its result, unless its route sets it. @default '30s' */
  waitTimeout?: Duration;
  /** Maps failures of workflows to answers; any other failure is a fault, answered 500. */
  errorMapper?: ErrorMapper;
  /** Logs every fault that is answered 500, and warns of what the OpenAPI document cannot describe. @default the console */
  logger?: Pick<Logger, 'error'> & Partial<Pick<Logger, 'warn'>>;
}
