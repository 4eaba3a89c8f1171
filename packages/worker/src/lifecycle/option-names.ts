import { assertNames, assertTaskQueue, nearestName } from '@tfn/core/internal';
import type { WorkerTemporalOptions } from '../connection/connect.ts';
import type { WorkerTelemetryOptions } from '../telemetry/worker-telemetry.ts';
import type { DeploymentOptions } from './deployment.ts';
import type { WorkerOptions } from './worker-options.ts';
import { assertValues } from './option-values.ts';

/**
 * Checks the names of a worker's options, its task queue, and its numbers and durations. One of its own that resembles no known name passes: it may be an option of a newer SDK of Temporal's.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function assertOptionNames(options: WorkerOptions): void {
  const known = Object.keys(NAMES);
  const mistyped = Object.entries(options).filter(
    ([name]) => known.includes(name) || nearestName(name, known) !== undefined,
  );
  assertNames(WHAT, Object.fromEntries(mistyped), { known });
  assertTaskQueue(WHAT, options.taskQueue);
  assertValues(options);
  assertNames(WHAT, options.temporal ?? {}, { known: Object.keys(TEMPORAL), prefix: 'temporal.' });
  assertNames(WHAT, options.telemetry ?? {}, { known: Object.keys(TELEMETRY), prefix: 'telemetry.' });
  assertNames(WHAT, options.deployment ?? {}, { known: Object.keys(DEPLOYMENT), prefix: 'deployment.' });
}

// --- internal ---

const WHAT = 'the worker';

const TEMPORAL: Readonly<Record<keyof WorkerTemporalOptions, true>> = {
  address: true,
  namespace: true,
  apiKey: true,
  apiKeyInterval: true,
  tls: true,
  profile: true,
  metadata: true,
  connectTimeout: true,
  connection: true,
};

const TELEMETRY: Readonly<Record<keyof WorkerTelemetryOptions, true>> = {
  address: true,
  metrics: true,
  logPayloads: true,
  traces: true,
};

const DEPLOYMENT: Readonly<Record<keyof DeploymentOptions, true>> = { name: true, versioning: true };

const NAMES: Readonly<Record<keyof WorkerOptions, true>> = {
  activityTaskPollerBehavior: true,
  buildId: true,
  bundle: true,
  dataConverter: true,
  debugMode: true,
  defaultHeartbeatThrottleInterval: true,
  defaults: true,
  deployment: true,
  disablePayloadErrorLimit: true,
  enableNonLocalActivities: true,
  enableSDKTracing: true,
  fastWorkflowThreads: true,
  health: true,
  identity: true,
  interceptors: true,
  logger: true,
  maxActivitiesPerSecond: true,
  maxCachedWorkflows: true,
  maxConcurrentActivities: true,
  maxConcurrentActivityTaskExecutions: true,
  maxConcurrentActivityTaskPolls: true,
  maxConcurrentLocalActivityExecutions: true,
  maxConcurrentNexusTaskExecutions: true,
  maxConcurrentNexusTaskPolls: true,
  maxConcurrentWorkflowTaskExecutions: true,
  maxConcurrentWorkflowTaskPolls: true,
  maxConcurrentWorkflows: true,
  maxEagerActivityReservationsPerWorkflowTask: true,
  maxHeartbeatThrottleInterval: true,
  maxPayloadSize: true,
  maxTaskQueueActivitiesPerSecond: true,
  nexusServices: true,
  nexusTaskPollerBehavior: true,
  nonStickyToStickyPollRatio: true,
  patchActivationCallback: true,
  payloadCodec: true,
  plugins: true,
  reuseV8Context: true,
  showStackTraceSources: true,
  shutdownForceTime: true,
  shutdownGraceTime: true,
  sinks: true,
  stickyQueueScheduleToStartTimeout: true,
  taskQueue: true,
  telemetry: true,
  temporal: true,
  tuner: true,
  useVersioning: true,
  values: true,
  workerDeploymentOptions: true,
  workflowFailureErrorTypes: true,
  workflowTaskPollerBehavior: true,
  workflowThreadPoolSize: true,
};
