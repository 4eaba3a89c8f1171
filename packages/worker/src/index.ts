export { tfn } from './tfn.ts';
export type { Tfn } from './tfn.ts';
export { createWorker } from './lifecycle/worker.ts';
export type { Worker } from './lifecycle/worker.ts';
export type { WorkerBundleOptions, WorkerOptions } from './lifecycle/worker-options.ts';
export { toActivities } from './activities/to-activities.ts';
export type { Activity } from './activities/activity.ts';
export { toBuildId } from './lifecycle/deployment.ts';
export type { DeploymentOptions } from './lifecycle/deployment.ts';
export type { WorkerTemporalOptions } from './connection/connect.ts';
export { buildWorkflowBundle, bundleErrors, bundleWorkflows, readWorkflowBundle } from './bundle/index.ts';
export type {
  BuildOptions,
  BundleOptions,
  TemporalModuleNames,
  WorkflowBundle,
  WorkflowSource,
} from './bundle/index.ts';
export { installRuntime } from './telemetry/runtime.ts';
export type { InstalledRuntime, RuntimeSetup } from './telemetry/runtime.ts';
export type { TemporalMetrics } from './telemetry/temporal-metrics.ts';
export { workflowTraceModule } from './telemetry/traces.ts';
export type { OpenTelemetryMajor, TraceTarget } from './telemetry/traces.ts';
export type { WorkerTelemetryOptions } from './telemetry/worker-telemetry.ts';
export { checkReplay } from './replay/check-replay.ts';
export type { ReplayInput, ReplayOptions, ReplayOutcome, ReplayProblem } from './replay/check-replay.ts';
export type { ReplayEvent } from './replay/history-steps.ts';
export { workerErrors } from './errors.ts';
export { runErrors } from './shared/errors.ts';
