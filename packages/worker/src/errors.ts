import type { InputIssue } from '@tfn/core';
import { defineErrors, formatIssues } from '@tfn/core/internal';
import type { ErrorFactory } from '@tfn/core/internal';

/** The worker's error table. Every entry is described in docs/reference/errors.md. */
export const workerErrors = {
  TFN_REGISTER_INVALID: (d: { got: string }): string =>
    `worker.register needs a definition made with tfn.fn or tfn.workflow, but got ${d.got}.`,
  TFN_REGISTER_DUPLICATE: (d: { kind: string; name: string; first: string; second: string }): string =>
    `Two ${d.kind}s named '${d.name}' were registered: one from ${d.first}, one from ${d.second}. Rename one of them.`,
  TFN_MODULE_INVALID: (d: { module: string; problem: string }): string =>
    `worker.registerModule cannot use ${d.module}: ${d.problem}.`,
  TFN_TASK_QUEUE_MISMATCH: (d: { kind: string; name: string; wants: string; has: string }): string =>
    `The ${d.kind} '${d.name}' belongs to the task queue '${d.wants}', but this worker polls '${d.has}'. Register it with a worker of '${d.wants}', or take taskQueue out of its options.`,
  TFN_WORKER_OPTIONS: (d: { problem: string }): string => `Worker options: ${d.problem}.`,
  TFN_WORKER_EMPTY: (d: { taskQueue: string }): string =>
    `The worker of task queue '${d.taskQueue}' has nothing to run. Call worker.register(definition) or worker.registerModule(module) before worker.start().`,
  TFN_WORKER_STARTED: (d: { call: string }): string =>
    `${d.call} came after worker.start(). Make all registrations first, and start a worker once.`,
  TFN_WORKER_UNREACHABLE: (d: { address: string; seconds: number; reason: string }): string =>
    `Temporal did not answer at ${d.address} within ${d.seconds} s (${d.reason}). Start it (for development: temporal server start-dev), or set temporal.address or TEMPORAL_ADDRESS.`,
  TFN_WORKER_NAMESPACE: (d: { namespace: string; address: string }): string =>
    `Temporal at ${d.address} has no namespace '${d.namespace}'. Create it (temporal operator namespace create --namespace ${d.namespace}), or set temporal.namespace or TEMPORAL_NAMESPACE.`,
  TFN_FUNCTION_UNKNOWN: (d: { name: string; taskQueue: string; known: readonly string[] }): string =>
    `The function '${d.name}' is not registered on task queue '${d.taskQueue}'. Registered: ${d.known.map((name) => `'${name}'`).join(', ') || 'none'}. Register it: worker.register(${/^[\w$]+$/.test(d.name) ? d.name : '…'}).`,
  TFN_CLIENT_MISSING: (): string =>
    `ctx.client needs the package '@tfn/client', which is not installed. Install it: npm install @tfn/client.`,
  TFN_WORKFLOW_UNLOCATED: (d: { name: string }): string =>
    `The file that defines the workflow '${d.name}' is unknown, so it cannot be bundled. Build a bundle beforehand with bundleWorkflows() and pass it as the option 'bundle'.`,
  TFN_RUNTIME_INSTALLED: (): string =>
    `Temporal's runtime of this process is already set up with other options: a process has one runtime, for all of its workers. Give every worker the same 'logger', and 'telemetry' to the one that starts first; or set the runtime up yourself, before anything else of Temporal: await installRuntime({ logger, metrics: true }).`,
  TFN_TELEMETRY_ADDRESS: (d: { address: string; problem: string }): string =>
    `The telemetry address '${d.address}' cannot be used: ${d.problem}. Give host:port, such as '0.0.0.0:9464'.`,
  TFN_TRACES_PACKAGE: (d: { interceptors: string; major: number }): string =>
    `Traces by OpenTelemetry's SDK ${d.major}.x need Temporal's interceptors for it, which are not installed. Install them: npm install ${d.interceptors} @opentelemetry/api@1.9`,
  TFN_TRACES_PROVIDER: (): string =>
    `Traces are on, but this process has no OpenTelemetry SDK (1.x or 2.x) that receives them. Set one up before the worker starts, such as new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] }).register(), or give telemetry.traces a spanProcessor and a resource.`,
  TFN_OUTPUT_INVALID: (d: { what: string; issues: readonly InputIssue[] }): string =>
    `What the ${d.what} returned does not match its output schema: ${formatIssues(d.issues)}.`,
} as const;

/** Makes an error of the worker's table. */
export const workerError: ErrorFactory<typeof workerErrors> = defineErrors(workerErrors);
