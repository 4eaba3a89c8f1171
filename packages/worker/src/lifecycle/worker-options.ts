import type { WorkerOptions as TemporalWorkerOptions } from '@temporalio/worker';
import type { FunctionDefaults, ValuesMode } from '@tfn/core';
import type { PayloadCodec } from '@tfn/core/encryption';
import { definedOnly } from '@tfn/core/internal';
import type { Health, StructuredLogger } from '@tfn/core/telemetry';
import type { BundleOptions, WorkflowBundle } from '../bundle/index.ts';
import type { WorkerTemporalOptions } from '../connection/connect.ts';
import { assertNoManagedOptions } from './managed-options.ts';
import { assertDeployment } from './deployment.ts';
import type { DeploymentOptions } from './deployment.ts';
import { workerError } from '../errors.ts';
import { toShutdownOptions } from './shutdown.ts';
import type { WorkerTelemetryOptions } from '../telemetry/worker-telemetry.ts';

/** What the worker makes itself, from the registrations and options. */
type Managed =
  | 'activities'
  | 'connection'
  | 'namespace'
  | 'taskQueue'
  | 'workflowsPath'
  | 'workflowBundle'
  | 'bundlerOptions';

/**
 * Options of `tfn.worker`: a few of ours, and every other option of Temporal's Worker under its own name. Those that say what is in the
 * workflow bundle (`dataConverter`, `interceptors.workflowModules`, `plugins`) are for bundles that the worker builds; a prebuilt bundle
 * must have been built with them.
 */
export interface WorkerOptions extends Omit<TemporalWorkerOptions, Managed> {
  temporal?: WorkerTemporalOptions;
  /** @default 'default' */
  taskQueue?: string;
  /** Functions that may run at once: `maxConcurrentActivityTaskExecutions`. @default Temporal's, 100 */
  maxConcurrentActivities?: number;
  /** Workflow tasks that may run at once: `maxConcurrentWorkflowTaskExecutions`. @default Temporal's, 40 */
  maxConcurrentWorkflows?: number;
  /**
   * Largest size of one value in bytes: an input, a result, a signal's payload. Only for a Temporal server whose own limit was changed.
   * @default the namespace's limit, else Temporal's default of 2 MB; not checked where `dataConverter` changes what is sent
   */
  maxPayloadSize?: number;
  /**
   * Receives everything that Temporal's runtime, workers, workflows and functions log: pino, or any logger of its shape. One for all
   * workers of a process.
   * @default a pino logger to standard output when pino is installed, else Temporal's own to standard error
   */
  logger?: StructuredLogger;
  /** What the worker reports about itself: metrics, health, traces. @default its log only */
  telemetry?: WorkerTelemetryOptions;
  /** Options for all functions that the worker's workflows run. Options of a function, or of a call, override them. @default none */
  defaults?: FunctionDefaults;
  /** Makes the worker a version of a Worker Deployment. @default none: every worker runs every execution */
  deployment?: DeploymentOptions;
  /** Encrypts or compresses what is sent to Temporal, failures included: the same codec as the clients'. */
  payloadCodec?: PayloadCodec;
  /**
   * What functions and workflows write: 'rich' also what JSON cannot express, such as Date, Map and bigint, which clients and workers of ours read
   * back; 'json' only what every SDK of Temporal's reads, so that anything else is an error. Either reads both. A `payloadConverterPath` of
   * your own replaces it.
   * @default 'rich'
   */
  values?: ValuesMode;
  /** A health to add this worker to, such as one of the whole process. @default one of its own */
  health?: Health;
  /**
   * Runs workflows in threads that start early, while the worker connects and bundles, and in which two methods of Temporal's SDK are
   * replaced: one time limit for each workflow task rather than one for each call, and stacks of promises as text only when they are
   * needed. While the worker is created, `Worker` of `node:worker_threads` is replaced in the whole process. `tfn start` always
   * does this; see docs/decisions/0009-threads-of-workflows.md.
   * @default false: threads are the SDK's own
   */
  fastWorkflowThreads?: boolean;
  /** A prebuilt bundle, or how to build one at start. @default built at start, and cached */
  bundle?: WorkflowBundle | WorkerBundleOptions;
}

/** How the worker bundles the workflows that are registered. */
export type WorkerBundleOptions = Omit<
  BundleOptions,
  'workflows' | 'files' | 'payloadConverterPath' | 'failureConverterPath'
>;

/**
 * The options that go to Temporal's Worker.
 * @throws {TfnError} TFN_WORKER_OPTIONS, TFN_DURATION_INVALID
 */
export function toTemporalOptions(options: WorkerOptions): Omit<TemporalWorkerOptions, Managed> {
  assertNoManagedOptions(options);
  const {
    temporal: _temporal,
    taskQueue: _taskQueue,
    bundle: _bundle,
    defaults: _defaults,
    deployment: _deployment,
    health: _health,
    logger: _logger,
    telemetry: _telemetry,
    maxPayloadSize: _maxPayloadSize,
    payloadCodec: _payloadCodec,
    values: _values,
    fastWorkflowThreads: _fastWorkflowThreads,
    maxConcurrentActivities,
    maxConcurrentWorkflows,
    interceptors,
    ...rest
  } = options;
  // They are in the bundle, where Temporal's Worker would ignore them.
  const { workflowModules: _workflowModules, ...otherInterceptors } = interceptors ?? {};
  for (const [ours, theirs] of [
    ['maxConcurrentActivities', 'maxConcurrentActivityTaskExecutions'],
    ['maxConcurrentWorkflows', 'maxConcurrentWorkflowTaskExecutions'],
  ] as const)
    if (options[ours] !== undefined && rest[theirs] !== undefined)
      throw workerError('TFN_WORKER_OPTIONS', {
        problem: `'${ours}' and '${theirs}' are two names for one thing: give one of them`,
      });
  assertDeployment(options);
  return definedOnly({
    ...rest,
    ...(interceptors && { interceptors: otherInterceptors }),
    ...toShutdownOptions(rest),
    maxConcurrentActivityTaskExecutions: maxConcurrentActivities ?? rest.maxConcurrentActivityTaskExecutions,
    maxConcurrentWorkflowTaskExecutions: maxConcurrentWorkflows ?? rest.maxConcurrentWorkflowTaskExecutions,
  }) as Omit<TemporalWorkerOptions, Managed>;
}
