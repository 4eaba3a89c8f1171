/**
 * Traces by OpenTelemetry, through Temporal's own interceptors: a package of them for each major version of OpenTelemetry's SDK.
 * I1: no package of OpenTelemetry is loaded before traces are switched on, and then those of one major version.
 * I2: spans of workflows contain the run's ids, names and the like, never its memo.
 */
import type { WorkerOptions as TemporalWorkerOptions } from '@temporalio/worker';
import type { WorkflowInfo } from '@temporalio/workflow';
import { workerError } from '../errors.ts';
import { spanTargetOf } from '../sdk/open-telemetry.ts';

/** A major version of OpenTelemetry's SDK for which Temporal has interceptors. */
export type OpenTelemetryMajor = 1 | 2;

/** Where spans go, when not to the process's own OpenTelemetry SDK. */
export interface TraceTarget {
  /** Receives the spans of workflows: a SpanProcessor of `@opentelemetry/sdk-trace-base`, 1.x or 2.x. */
  readonly spanProcessor: object;
  /** Their origin: a Resource of the same major version. */
  readonly resource: object;
}

/** Options for Temporal's Worker. */
export interface WorkerTraces {
  readonly sinks: NonNullable<TemporalWorkerOptions['sinks']>;
  readonly activity: NonNullable<NonNullable<TemporalWorkerOptions['interceptors']>['activity']>;
}

/**
 * The module with the workflow side of traces, for a bundle that is built beforehand:
 * `buildWorkflowBundle({ workflows, workflowInterceptorModules: [workflowTraceModule()] })`.
 * @param major of the OpenTelemetry SDK that the worker will have; by default that of Temporal's interceptors that are installed, 1 if both are
 * @throws {TfnError} TFN_TRACES_PACKAGE
 */
export function workflowTraceModule(major: OpenTelemetryMajor = isInstalled(1) || !isInstalled(2) ? 1 : 2): string {
  loadOptional(PACKAGES[major].interceptors, major);
  return PACKAGES[major].workflowSide();
}

/** The module for a worker's traces. @throws {TfnError} TFN_TRACES_PACKAGE, TFN_TRACES_PROVIDER */
export function workflowTraceModuleFor(given: true | TraceTarget): string {
  return workflowTraceModule(majorOf(targetOf(given)));
}

/** The warnings about a prebuilt bundle that lacks the workflow side of traces, or has that of another major version. */
export function findUntraced(code: string, given: true | TraceTarget): string[] {
  const major = majorOf(targetOf(given));
  if (code.includes(`OpenTelemetry's SDK ${major}.x`)) return [];
  // Only the workflow side contains this name.
  const built = code.includes('_idGenerator') ? `for another major version of OpenTelemetry's SDK` : 'without traces';
  return [
    `Functions are traced, but not workflows: their bundle was built ${built}. Build it again with them on: telemetry.traces for tfn build, workflowTraceModule(${major}) for buildWorkflowBundle().`,
  ];
}

/** @throws {TfnError} TFN_TRACES_PACKAGE, TFN_TRACES_PROVIDER */
export function openTraces(given: true | TraceTarget): WorkerTraces {
  const target = targetOf(given);
  const major = majorOf(target);
  const official = loadOptional<Official>(PACKAGES[major].interceptors, major);
  const { fn } = official.makeWorkflowExporter(target.spanProcessor as never, target.resource as never).export;
  return {
    sinks: {
      exporter: {
        export: {
          fn: (info: WorkflowInfo, spans: readonly object[]) =>
            // Spans of a bundle for another major version have another form.
            fn(factsOf(info) as WorkflowInfo, spans.filter((span) => PACKAGES[major].scope in span) as never),
        },
      },
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

interface MajorPackages {
  readonly interceptors: string;
  workflowSide(): string;
  /** The field of a workflow side's span that names its instrumentation. */
  readonly scope: string;
}

const PACKAGES: Readonly<Record<OpenTelemetryMajor, MajorPackages>> = {
  1: {
    interceptors: '@temporalio/interceptors-opentelemetry',
    workflowSide: () => require.resolve('../sandbox/sdk/workflow-traces'),
    scope: 'instrumentationLibrary',
  },
  2: {
    interceptors: '@temporalio/interceptors-opentelemetry-v2',
    workflowSide: () => require.resolve('../sandbox/sdk/workflow-traces-v2'),
    scope: 'instrumentationScope',
  },
};

/** What both major versions of Temporal's interceptors share. */
type Official = typeof import('@temporalio/interceptors-opentelemetry');

function loadOptional<TModule>(name: string, major: OpenTelemetryMajor): TModule {
  try {
    return require(name) as TModule;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw workerError('TFN_TRACES_PACKAGE', { interceptors: PACKAGES[major].interceptors, major }, error);
  }
}

function isInstalled(major: OpenTelemetryMajor): boolean {
  try {
    return require.resolve(PACKAGES[major].interceptors) !== '';
  } catch {
    return false;
  }
}

function targetOf(given: true | TraceTarget): TraceTarget {
  if (given !== true) return given;
  const { trace } = loadOptional<typeof import('@opentelemetry/api')>('@opentelemetry/api', 1);
  const target = spanTargetOf(trace.getTracerProvider());
  if (target === undefined) throw workerError('TFN_TRACES_PROVIDER', undefined);
  return target;
}

function majorOf({ resource }: TraceTarget): OpenTelemetryMajor {
  return 'getRawAttributes' in resource ? 2 : 1;
}

function factsOf({ workflowId, runId, workflowType, taskQueue, namespace, attempt }: WorkflowInfo): object {
  return { workflowId, runId, workflowType, taskQueue, namespace, attempt };
}
