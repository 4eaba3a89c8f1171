export { createHealth } from './health.ts';
export type { Health, HealthCheck, HealthOptions, HealthReport } from './health.ts';
export { createMetrics } from './metrics.ts';
export type { Counter, Gauge, Histogram, HistogramOptions, LabelValues, MetricOptions, Metrics } from './metrics.ts';
export { replyTelemetry, telemetryListener } from './listener.ts';
export type { TelemetryReply, TelemetryRequest, TelemetryResponse, TelemetrySubject } from './listener.ts';
export { toPlainError } from './plain-error.ts';
export { createLogger, prettyLine, toLogger } from './structured-logger.ts';
export type { LogOutput, LoggerOptions, Pino, StructuredLogger } from './structured-logger.ts';
