/**
 * What one worker tells of itself: logs, metrics, health, traces.
 * I1: nothing that is not asked for is loaded, opened or measured.
 */
import type { NativeConnection, WorkerOptions as TemporalWorkerOptions } from '@temporalio/worker';
import { createMetrics } from '@tfn/core/telemetry';
import type { Health, Metrics, StructuredLogger } from '@tfn/core/telemetry';
import { findDefaultLogger } from './default-logger.ts';
import { observeBacklog } from './backlog.ts';
import { observeFunctions } from './function-metrics.ts';
import type { FunctionObserver } from './function-metrics.ts';
import { installRuntime, isRuntimeUntouched } from './runtime.ts';
import { serveTelemetry } from './serve.ts';
import { workflowLogSinks } from './workflow-logs.ts';

/** What a worker tells of itself. */
export interface WorkerTelemetryOptions {
  /** Where `/metrics`, `/healthz` and `/readyz` are served, such as '0.0.0.0:9464'. @default nowhere */
  address?: string;
  /** Measures here. @default its own registry when there is an `address`, else none */
  metrics?: Metrics;
  /** Lets payloads into the log. @default false */
  logPayloads?: boolean;
}

/** What the worker gives and gets. */
export interface TelemetrySetup {
  readonly logger: StructuredLogger | undefined;
  readonly options: WorkerTelemetryOptions;
  readonly health: Health;
  readonly taskQueue: string;
}

export interface WorkerTelemetry {
  /** For Temporal's Worker. */
  readonly sinks: NonNullable<TemporalWorkerOptions['sinks']>;
  readonly onFunction: FunctionObserver | undefined;
  /** From when the worker is connected. */
  observe(connection: NativeConnection, namespace: string): void;
  close(): Promise<void>;
}

/** Begins it, before anything else of Temporal is used. @throws {TfnError} TFN_RUNTIME_INSTALLED, TFN_TELEMETRY_ADDRESS */
export async function openWorkerTelemetry({
  logger,
  options,
  health,
  taskQueue,
}: TelemetrySetup): Promise<WorkerTelemetry> {
  const { address, logPayloads } = options;
  const metrics = options.metrics ?? (address === undefined ? undefined : createMetrics());
  const chosen = logger ?? (isRuntimeUntouched() ? findDefaultLogger() : undefined);
  const setup = { logger: chosen, logPayloads, metrics: metrics !== undefined };
  const asks = chosen !== undefined || logPayloads !== undefined || metrics !== undefined;
  const { temporalMetrics } = asks ? await installRuntime(setup) : {};
  const ends: (() => unknown)[] = [];
  if (metrics !== undefined && temporalMetrics !== undefined) ends.push(metrics.append(temporalMetrics.read));
  if (address !== undefined && metrics !== undefined) ends.push(await serveTelemetry(address, { health, metrics }));
  return {
    sinks: workflowLogSinks(),
    onFunction: metrics && observeFunctions(metrics, taskQueue),
    observe(connection, namespace) {
      if (metrics !== undefined) ends.push(observeBacklog(metrics, { connection, namespace, taskQueue }));
    },
    async close() {
      await Promise.all(ends.map((end) => end()));
    },
  };
}
