/**
 * The OpenTelemetry SDK of a process of `tfn start`: spans go out by OTLP over HTTP, to where the standard environment variables say
 * (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER). All packages are the project's.
 */
import type * as openTelemetryApi from '@opentelemetry/api';
import type * as exporterPackage from '@opentelemetry/exporter-trace-otlp-http';
import type * as sdkPackage from '@opentelemetry/sdk-trace-node';
import type * as interceptorsPackage from '@temporalio/interceptors-opentelemetry';
import type { ClientOptions } from '@tfn/client';
import { cliError } from '../errors.ts';
import type { ProjectPackages } from '../project/load-package.ts';
import { projectName } from '../project/project-name.ts';
import { detectPackageManager, installCommand } from '../project/package-manager.ts';

/** Traces that are on. */
export interface Tracing {
  readonly api: typeof openTelemetryApi;
  /** For clients: what they ask carries the trace on. */
  readonly interceptors: NonNullable<ClientOptions['interceptors']>;
  /** Sends what is left. */
  stop(): Promise<void>;
}

/** Sets it up, unless the process has an SDK of the user's. @throws {TfnError} TFN_CLI_PACKAGE_MISSING */
export function startTracing(root: string, packages: ProjectPackages): Tracing {
  const missing = Object.keys(NEEDED).filter((name) => packages.find(name) === undefined);
  if (missing.length > 0)
    throw cliError('TFN_CLI_PACKAGE_MISSING', {
      package: missing.join("', '"),
      purpose: 'telemetry.traces',
      install: installCommand(
        detectPackageManager(root),
        missing.map((name) => NEEDED[name] as string),
      ),
    });
  const load = <TModule>(name: string): TModule => packages.load<TModule>(name, 'telemetry.traces');
  const api = load<typeof openTelemetryApi>('@opentelemetry/api');
  const { OpenTelemetryWorkflowClientInterceptor } = load<typeof interceptorsPackage>(INTERCEPTORS);
  const stop = isSetUp(api) ? async (): Promise<void> => undefined : setUp(root, load);
  return { api, interceptors: { workflow: [new OpenTelemetryWorkflowClientInterceptor()] }, stop };
}

// --- internal ---

const INTERCEPTORS = '@temporalio/interceptors-opentelemetry';

/** The packages, as they are installed: Temporal's interceptors are for OpenTelemetry's SDK 1.x. */
const NEEDED: Readonly<Record<string, string>> = {
  '@opentelemetry/api': '@opentelemetry/api',
  '@opentelemetry/sdk-trace-node': '@opentelemetry/sdk-trace-node@1',
  '@opentelemetry/exporter-trace-otlp-http': '@opentelemetry/exporter-trace-otlp-http@0.57',
  [INTERCEPTORS]: INTERCEPTORS,
};

/** Whether the user set an SDK up, such as with --require. */
function isSetUp({ trace }: typeof openTelemetryApi): boolean {
  return trace.getTracer('tfn').startSpan('probe').isRecording();
}

function setUp(root: string, load: <TModule>(name: string) => TModule): () => Promise<void> {
  const { BatchSpanProcessor, NodeTracerProvider } = load<typeof sdkPackage>('@opentelemetry/sdk-trace-node');
  const { OTLPTraceExporter } = load<typeof exporterPackage>('@opentelemetry/exporter-trace-otlp-http');
  const { resource } = new NodeTracerProvider();
  const provider = new NodeTracerProvider({
    resource: resource.merge({ attributes: resourceAttributes(root) } as typeof resource),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return () => provider.shutdown();
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
