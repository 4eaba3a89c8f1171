/**
 * Traces by OpenTelemetry, through Temporal's own interceptors.
 * I1: no package of OpenTelemetry is loaded before traces are switched on.
 * I2: spans of workflows hold ids, names and the like of what Temporal says of the run, never its memo.
 */
import type { WorkerOptions as TemporalWorkerOptions } from '@temporalio/worker';
import type { WorkflowInfo } from '@temporalio/workflow';
import { workerError } from '../errors.ts';

/** Where spans go, when not to the process's own OpenTelemetry SDK. */
export interface TraceTarget {
  /** Gets the spans of workflows: a SpanProcessor of `@opentelemetry/sdk-trace-base` 1.x. */
  readonly spanProcessor: object;
  /** What they are said to come from: a Resource. */
  readonly resource: object;
}

/** What Temporal's Worker is given. */
export interface WorkerTraces {
  readonly sinks: NonNullable<TemporalWorkerOptions['sinks']>;
  readonly activity: NonNullable<NonNullable<TemporalWorkerOptions['interceptors']>['activity']>;
}

/**
 * The module with the workflow side of traces, for a bundle that is built beforehand:
 * `buildWorkflowBundle({ workflows, workflowInterceptorModules: [workflowTraceModule()] })`.
 * @throws {TfnError} TFN_TRACES_PACKAGE
 */
export function workflowTraceModule(): string {
  loadOptional(INTERCEPTORS);
  return require.resolve('./workflow-traces');
}

/** What to tell of a bundle, made beforehand, that lacks the workflow side of traces. */
export function findUntraced(code: string): string[] {
  // The name of something that only the workflow side speaks of.
  if (code.includes('_idGenerator')) return [];
  return [
    'Functions are traced, but not workflows: their bundle was built without traces. Build it again with them on: telemetry.traces for tfn build, workflowTraceModule() for buildWorkflowBundle().',
  ];
}

/** @throws {TfnError} TFN_TRACES_PACKAGE, TFN_TRACES_PROVIDER */
export function openTraces(given: true | TraceTarget): WorkerTraces {
  const official = loadOptional<Official>(`${INTERCEPTORS}/lib/worker`);
  const { spanProcessor, resource } = given === true ? processTarget() : given;
  const { fn } = official.makeWorkflowExporter(spanProcessor as never, resource as never).export;
  return {
    sinks: {
      exporter: { export: { fn: (info: WorkflowInfo, spans: never) => fn(factsOf(info) as WorkflowInfo, spans) } },
    },
    activity: [
      (context) => ({
        inbound: new official.OpenTelemetryActivityInboundInterceptor(context),
        outbound: new official.OpenTelemetryActivityOutboundInterceptor(context),
      }),
    ],
  };
}

// --- internal ---

const INTERCEPTORS = '@temporalio/interceptors-opentelemetry';

type Official = typeof import('@temporalio/interceptors-opentelemetry/lib/worker');

function loadOptional<TModule>(name: string): TModule {
  try {
    return require(name) as TModule;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw workerError('TFN_TRACES_PACKAGE', undefined, error);
  }
}

/** What an SDK that was set up for the whole process offers. */
interface Provider {
  getDelegate?(): Provider;
  getActiveSpanProcessor?(): object;
  readonly resource?: object;
}

function processTarget(): TraceTarget {
  const { trace } = loadOptional<typeof import('@opentelemetry/api')>('@opentelemetry/api');
  const provider = trace.getTracerProvider() as Provider;
  const sdk = provider.getDelegate?.() ?? provider;
  const spanProcessor = sdk.getActiveSpanProcessor?.();
  if (spanProcessor === undefined || sdk.resource === undefined) throw workerError('TFN_TRACES_PROVIDER', undefined);
  return { spanProcessor, resource: sdk.resource };
}

function factsOf({ workflowId, runId, workflowType, taskQueue, namespace, attempt }: WorkflowInfo): object {
  return { workflowId, runId, workflowType, taskQueue, namespace, attempt };
}
