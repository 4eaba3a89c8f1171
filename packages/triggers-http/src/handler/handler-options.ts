import type { Duration, HttpTriggerDef, Logger } from '@tfn/core';
import type { Health, Metrics } from '@tfn/core/telemetry';
import type { OpenApiOptions } from '../openapi/document.ts';
import type { ErrorMapper } from '../replies/problem-of-error.ts';
import type { StatusRouteOptions } from '../routes/status-route.ts';
import type { OpenTelemetryApi } from '../telemetry/trace-request.ts';

/** Options of every adapter. */
export interface HttpHandlerOptions {
  /** What is served. @default every `tfn.http` that this process has made */
  routes?: Iterable<HttpTriggerDef>;
  /** Stands before the paths of the routes that this package adds: `/runs/:workflowId` and `/openapi.json`. @default '' */
  basePath?: string;
  /** The route that tells of runs: `false` for none, or how it is guarded. @default true */
  statusRoute?: boolean | StatusRouteOptions;
  /** The route of the OpenAPI document: `false` for none, or what the document says of the service. @default true */
  openapi?: boolean | OpenApiOptions;
  /** The routes `/healthz` and `/readyz`: `false` for none, or a health to add Temporal's answering to. @default true */
  health?: boolean | Health;
  /** Measures requests here. @default nowhere */
  metrics?: Metrics;
  /** The module `@opentelemetry/api`: every request to a route becomes a span. @default none */
  opentelemetry?: OpenTelemetryApi;
  /** Bytes that a body may have; beyond, 413. @default 1048576 */
  bodyLimit?: number;
  /** How long a request waits when its route does not say. @default '30s' */
  waitTimeout?: Duration;
  /** Which failures of workflows are answers rather than faults. */
  errorMapper?: ErrorMapper;
  /** Told of every fault that was answered 500. @default the console */
  logger?: Pick<Logger, 'error'>;
}
