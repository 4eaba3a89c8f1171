/**
 * The OpenTelemetry SDK of a process that runs a project. It exports spans by OTLP over HTTP, as the standard environment variables say
 * (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER). All packages are the project's, in
 * the major version of its SDK.
 */
import { readFileSync } from 'node:fs';
import type * as openTelemetryApi from '@opentelemetry/api';
import type * as exporterPackage from '@opentelemetry/exporter-trace-otlp-http';
import type * as sdkPackage from '@opentelemetry/sdk-trace-node';
import type * as interceptorsPackage from '@temporalio/interceptors-opentelemetry';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { OpenTelemetryMajor, TraceTarget } from '@tfn/worker';
import { cliError } from '../errors.ts';
import type { ProjectPackages } from '../project/load-package.ts';
import { projectName } from '../project/project-name.ts';
import { detectPackageManager, installCommand } from '../project/package-manager.ts';

/** Active tracing. */
export interface Tracing {
  readonly api: typeof openTelemetryApi;
  /** For clients: their requests propagate the trace. */
  readonly interceptors: { readonly workflow: WorkflowClientInterceptor[] };
  /** For workers: the target of workflow spans. */
  readonly target: true | TraceTarget;
  /** Sends the remaining spans. */
  stop(): Promise<void>;
}

/** The major version of the project's SDK; without one 1, whose interceptors are not experimental. */
export function openTelemetryMajor(packages: ProjectPackages): OpenTelemetryMajor {
  const file = packages.find(`${SDK}/package.json`);
  if (file === undefined) return 1;
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version.startsWith('1.') ? 1 : 2;
}

/** @throws {TfnError} TFN_CLI_PACKAGE_MISSING when the project lacks a package that traces need */
export function checkTracePackages(root: string, packages: ProjectPackages): void {
  const needed = NEEDED[openTelemetryMajor(packages)];
  const missing = Object.keys(needed).filter((name) => packages.find(name) === undefined);
  if (missing.length > 0)
    throw cliError('TFN_CLI_PACKAGE_MISSING', {
      package: missing.join("', '"),
      purpose: 'telemetry.traces',
      install: installCommand(
        detectPackageManager(root),
        missing.map((name) => needed[name] as string),
      ),
    });
}

/** Sets the SDK up, unless the user already did. @throws {TfnError} TFN_CLI_PACKAGE_MISSING */
export function startTracing(root: string, packages: ProjectPackages): Tracing {
  checkTracePackages(root, packages);
  const load = <TModule>(name: string): TModule => packages.load<TModule>(name, 'telemetry.traces');
  const api = load<typeof openTelemetryApi>('@opentelemetry/api');
  const { OpenTelemetryWorkflowClientInterceptor } = load<typeof interceptorsPackage>(
    INTERCEPTORS[openTelemetryMajor(packages)],
  );
  const set = isSetUp(api) ? undefined : setUp(root, load);
  return {
    api,
    interceptors: { workflow: [new OpenTelemetryWorkflowClientInterceptor()] },
    target: set?.target ?? true,
    stop: async () => set?.provider.shutdown(),
  };
}

// --- internal ---

const SDK = '@opentelemetry/sdk-trace-node';

const INTERCEPTORS: Readonly<Record<OpenTelemetryMajor, string>> = {
  1: '@temporalio/interceptors-opentelemetry',
  2: '@temporalio/interceptors-opentelemetry-v2',
};

/** The needed packages, with the version to install. */
const NEEDED: Readonly<Record<OpenTelemetryMajor, Readonly<Record<string, string>>>> = {
  1: {
    '@opentelemetry/api': '@opentelemetry/api@1.9',
    [SDK]: `${SDK}@1`,
    '@opentelemetry/exporter-trace-otlp-http': '@opentelemetry/exporter-trace-otlp-http@0.57',
    [INTERCEPTORS[1]]: INTERCEPTORS[1],
  },
  2: {
    '@opentelemetry/api': '@opentelemetry/api@1.9',
    [SDK]: `${SDK}@2`,
    '@opentelemetry/exporter-trace-otlp-http': '@opentelemetry/exporter-trace-otlp-http@0.223',
    [INTERCEPTORS[2]]: INTERCEPTORS[2],
  },
};

/** Whether the user set up an SDK, for example with --require. */
function isSetUp({ trace }: typeof openTelemetryApi): boolean {
  return trace.getTracer('tfn').startSpan('probe').isRecording();
}

interface SetUp {
  readonly provider: { shutdown(): Promise<void> };
  readonly target: TraceTarget;
}

function setUp(root: string, load: <TModule>(name: string) => TModule): SetUp {
  const { BatchSpanProcessor, NodeTracerProvider } = load<typeof sdkPackage>(SDK);
  const { OTLPTraceExporter } = load<typeof exporterPackage>('@opentelemetry/exporter-trace-otlp-http');
  const spanProcessor = new BatchSpanProcessor(new OTLPTraceExporter());
  // Only a span gives access to the default resource in both major versions.
  const { resource: own } = new NodeTracerProvider()
    .getTracer('tfn')
    .startSpan('probe') as unknown as sdkPackage.ReadableSpan;
  const attributes = resourceAttributes(root);
  const added = { attributes, getRawAttributes: () => Object.entries(attributes) };
  const resource = own.merge(added as unknown as typeof own);
  const provider = new NodeTracerProvider({ resource, spanProcessors: [spanProcessor] });
  provider.register();
  return { provider, target: { spanProcessor, resource } };
}

function resourceAttributes(root: string): Record<string, string> {
  const { OTEL_RESOURCE_ATTRIBUTES = '', OTEL_SERVICE_NAME } = process.env;
  const given = OTEL_RESOURCE_ATTRIBUTES.split(',').flatMap((pair) => {
    const [name = '', value] = pair.split('=');
    return value === undefined ? [] : [[name.trim(), decodeURIComponent(value.trim())] as const];
  });
  return {
    'service.name': projectName(root),
    ...Object.fromEntries(given),
    ...(OTEL_SERVICE_NAME && { 'service.name': OTEL_SERVICE_NAME }),
  };
}
