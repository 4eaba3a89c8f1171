/**
 * What one worker reports about itself: logs, metrics, health, traces.
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
import { openTraces } from './traces.ts';
import type { TraceTarget, WorkerTraces } from './traces.ts';
import { workflowLogSinks } from './workflow-logs.ts';

/** What a worker reports about itself. */
export interface WorkerTelemetryOptions {
  /** Where `/metrics`, `/healthz` and `/readyz` are served, such as '0.0.0.0:9464'. @default nowhere */
  address?: string;
  /** Measures here. @default its own registry when there is an `address`, else none */
  metrics?: Metrics;
  /** Allows payloads in the log. @default false */
  logPayloads?: boolean;
  /**
   * Traces functions and workflows with OpenTelemetry: to the SDK (1.x or 2.x) that this process has set up, or to the given target. A bundle
   * that was built beforehand must have the module `workflowTraceModule()`.
   * @default false
   */
  traces?: boolean | TraceTarget;
}

/** What telemetry needs from the worker. */
export interface TelemetrySetup {
  readonly logger: StructuredLogger | undefined;
  readonly options: WorkerTelemetryOptions;
  readonly health: Health;
  readonly taskQueue: string;
  /** The user's options for Temporal's Worker. */
  readonly given: Pick<TemporalWorkerOptions, 'sinks' | 'interceptors'>;
}

export interface WorkerTelemetry {
  /** For Temporal's Worker, over what the user gave. */
  readonly workerOptions: Pick<TemporalWorkerOptions, 'sinks' | 'interceptors'>;
  readonly onFunction: FunctionObserver | undefined;
  /** From when the worker is connected. */
  observe(connection: NativeConnection, namespace: string): void;
  close(): Promise<void>;
}

/**
 * Starts telemetry, before anything else of Temporal is used.
 * @throws {TfnError} TFN_RUNTIME_INSTALLED, TFN_TELEMETRY_ADDRESS, TFN_TRACES_PACKAGE, TFN_TRACES_PROVIDER
 */
export async function openWorkerTelemetry({
  logger,
  options,
  health,
  taskQueue,
  given,
}: TelemetrySetup): Promise<WorkerTelemetry> {
  const { address, logPayloads } = options;
  const metrics = options.metrics ?? (address === undefined ? undefined : createMetrics());
  const traces = options.traces ? openTraces(options.traces) : undefined;
  const ends: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(ends.splice(0).map((end) => end()));
  };
  try {
    if (address !== undefined && metrics !== undefined) ends.push(await serveTelemetry(address, { health, metrics }));
    const chosen = logger ?? (isRuntimeUntouched() ? findDefaultLogger() : undefined);
    if (chosen !== undefined || logPayloads !== undefined || metrics !== undefined) {
      const setup = { logger: chosen, logPayloads, metrics: metrics !== undefined };
      const { temporalMetrics } = await installRuntime(setup);
      if (metrics !== undefined && temporalMetrics !== undefined) ends.push(metrics.append(temporalMetrics.read));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    workerOptions: toWorkerOptions(given, traces),
    onFunction: metrics && observeFunctions(metrics, taskQueue),
    observe(connection, namespace) {
      if (metrics !== undefined) ends.push(observeBacklog(metrics, { connection, namespace, taskQueue }));
    },
    close,
  };
}

// --- internal ---

/** Receives the spans of a bundle that was built with traces, where traces are off. */
const NO_TRACES: NonNullable<TemporalWorkerOptions['sinks']> = { exporter: { export: { fn: () => undefined } } };

function toWorkerOptions(
  { sinks, interceptors }: TelemetrySetup['given'],
  traces: WorkerTraces | undefined,
): WorkerTelemetry['workerOptions'] {
  return {
    sinks: { ...workflowLogSinks(), ...(traces?.sinks ?? NO_TRACES), ...sinks },
    interceptors: { ...interceptors, activity: [...(traces?.activity ?? []), ...(interceptors?.activity ?? [])] },
  };
}
