/**
 * The life of a worker: registrations, then one start, which ends when the worker has stopped.
 * I1: nothing is loaded, connected or bundled before `start`.
 * I2: every problem with the registrations is reported before the worker polls.
 * I3: what was opened here is closed when `start` ends, however it ends.
 */
import { loadPayloadConverter } from '../activities/load-payload-converter.ts';
import { Runtime, Worker as TemporalWorker } from '@temporalio/worker';
import type { NativeConnection, WorkerOptions as TemporalWorkerOptions } from '@temporalio/worker';
import {
  assertNodeVersion,
  definedOnly,
  resolveFunctionDefaults,
  SCHEMA_ACTIVITY,
  withPayloadCodec,
} from '@tfn/core/internal';
import { createHealth } from '@tfn/core/telemetry';
import type { Health } from '@tfn/core/telemetry';
import { CHECK_ATTRIBUTES_FUNCTION } from '../shared/search-attributes.ts';
import { createAttributesCheck } from '../connection/read-search-attributes.ts';
import { createUnknownActivity, toActivity } from '../activities/activity.ts';
import type { Activity } from '../activities/activity.ts';
import { createSchemaActivity } from '../activities/schema-activity.ts';
import type { ResultCheck } from '../activities/call-handler.ts';
import type { WorkflowBundle } from '../bundle/index.ts';
import { connect } from '../connection/connect.ts';
import { createDefinitions } from '../definitions/definitions.ts';
import type { Definitions } from '../definitions/definitions.ts';
import { toDeploymentOptions } from './deployment.ts';
import { workerError } from '../errors.ts';
import { observeWorker } from './health.ts';
import { loadModule } from '../definitions/load-module.ts';
import { observed } from '../telemetry/function-metrics.ts';
import type { FunctionObserver } from '../telemetry/function-metrics.ts';
import { findUntraced } from '../telemetry/traces.ts';
import { openWorkerTelemetry } from '../telemetry/worker-telemetry.ts';
import type { WorkerTelemetry } from '../telemetry/worker-telemetry.ts';
import { beforeShutdown, runUntilStopped } from './shutdown.ts';
import { findMissingFunctions } from '../definitions/missing-functions.ts';
import { addSettings, DEFAULT_VALUE_LIMIT } from '../shared/sandbox-settings.ts';
import { assertOptionNames } from './option-names.ts';
import { toTemporalOptions } from './worker-options.ts';
import type { WorkerOptions } from './worker-options.ts';
import { resolveBundle } from '../definitions/resolve-bundle.ts';
import { startWorkflowThreads } from '../sdk/threads/workflow-threads.ts';

/** Runs functions and workflows. Made by `tfn.worker`. */
export interface Worker {
  readonly taskQueue: string;
  /** Adds a function or a workflow. @throws {TfnError} TFN_REGISTER_INVALID, TFN_REGISTER_DUPLICATE, TFN_TASK_QUEUE_MISMATCH, TFN_WORKER_STARTED */
  register(def: unknown): Worker;
  /**
   * Adds every definition that a module exports. A module is given as an object, or as a path relative to the working directory,
   * which is loaded at start.
   * @throws {TfnError} as `register` does, and TFN_MODULE_INVALID
   */
  registerModule(module: object | string): Worker;
  /**
   * Connects, bundles and polls; resolves when the worker has stopped: by `stop`, or by SIGTERM or SIGINT. It then stops polling, and running
   * functions have `shutdownGraceTime` (10 s) to complete; after that `ctx.signal` aborts, and Temporal retries them immediately, on another
   * worker. Functions that ignore it have another 5 s: until `shutdownForceTime`.
   * @throws {TfnError} TFN_WORKER_EMPTY, TFN_FUNCTION_UNIMPLEMENTED, TFN_WORKER_STARTED, TFN_WORKER_UNREACHABLE, TFN_WORKER_NAMESPACE, TFN_MODULE_INVALID, TFN_BUNDLE_…
   */
  start(): Promise<void>;
  /** Resolves when the worker polls; rejects with the error of `start`. */
  ready(): Promise<void>;
  /** Stops polling, lets running functions complete, and resolves when everything is closed. */
  stop(): Promise<void>;
  /** Whether it accepts work: it polls, Temporal answers, and it is not draining, which begins with `stop`. */
  readonly health: Health;
  /** Temporal's own Worker, once `ready`. */
  readonly temporal: TemporalWorker | undefined;
  /**
   * Its connection, once `ready`. A client in the same process that uses it (`temporal.connection`) starts workflows eagerly: the response to a start brings
   * this worker the first task. Close the client before this worker stops.
   */
  readonly connection: NativeConnection | undefined;
}

/**
 * Makes a worker for one task queue. Maps to Temporal's `Worker.create` and `run`, with activities, workflow bundle and connection
 * made from the registrations and options.
 * @example
 * const worker = tfn.worker({ taskQueue: 'orders' });
 * worker.registerModule(functions);
 * await worker.start();
 * @throws {TfnError} TFN_NODE_TOO_OLD, TFN_WORKER_OPTIONS, TFN_OPTIONS_INVALID
 */
export function createWorker(given: WorkerOptions = {}): Worker {
  assertNodeVersion();
  assertOptionNames(given);
  const options = withCodec(given);
  const taskQueue = options.taskQueue ?? 'default';
  const temporalOptions = toTemporalOptions(options);
  const defaults = options.defaults && resolveFunctionDefaults(options.defaults);
  const definitions = createDefinitions(taskQueue);
  const modulePaths: string[] = [];
  const ready = createDeferred();
  const health = options.health ?? createHealth();
  let temporal: TemporalWorker | undefined;
  let ownConnection: NativeConnection | undefined;
  let running: Promise<void> | undefined;
  let stopRequested = false;

  const assertNotStarted = (call: string): void => {
    if (running !== undefined) throw workerError('TFN_WORKER_STARTED', { call });
  };

  const run = async (): Promise<void> => {
    for (const path of modulePaths) definitions.addModule(await loadModule(path), `'${path}'`);
    definitions.assertImplemented();
    if (definitions.functions.size + definitions.workflows.size === 0)
      throw workerError('TFN_WORKER_EMPTY', { taskQueue });
    const telemetry = await openWorkerTelemetry({
      logger: options.logger,
      options: options.telemetry ?? {},
      health,
      taskQueue,
      given: temporalOptions,
    });
    try {
      await runWith(telemetry);
    } finally {
      await telemetry.close();
    }
  };

  const runWith = async (telemetry: WorkerTelemetry): Promise<void> => {
    const threads = startWorkflowThreads(countThreads(temporalOptions), {
      wanted: options.fastWorkflowThreads ?? false,
    });
    // Settings for a codec are added when the bundle is loaded: it may have been built without one.
    const bundling = resolveBundle(definitions, given);
    const connecting = connect(options.temporal ?? {});
    // Either may fail first; the other must not stay open, or reject unhandled.
    const [bundle, connected] = await Promise.allSettled([bundling, connecting]);
    try {
      if (bundle.status === 'rejected') throw bundle.reason;
      if (connected.status === 'rejected') throw connected.reason;
      const { connection, namespace, valueLimit, searchAttributes } = connected.value;
      const limit = options.maxPayloadSize ?? (sendsAsTemporalDoes(options) ? valueLimit : Infinity);
      // Before a worker is created: one that never runs is never freed.
      const question = { bundle: bundle.value, definitions, connection, namespace };
      const traces = options.telemetry?.traces ?? false;
      const untraced = traces ? findUntraced(bundle.value.code, traces) : [];
      for (const warning of [
        ...untraced,
        ...toRaceWarnings(bundle.value, options),
        ...(await findMissingFunctions(question)),
      ])
        Runtime.instance().logger.warn(warning);
      const temporalWorkerOptions = {
        // Where the limit is left to Temporal, the server ends the workflow; the SDK would fail its task again and again.
        ...(limit === Infinity && { disablePayloadErrorLimit: true }),
        ...temporalOptions,
        dataConverter: { ...options.dataConverter, payloadConverterPath: converterPath(options) },
        connection,
        namespace,
        taskQueue,
        activities: {
          [CHECK_ATTRIBUTES_FUNCTION]: createAttributesCheck(connection, namespace),
          ...toActivities(
            definitions,
            {
              checkResult: options.dataConverter?.payloadConverterPath === undefined,
              valueLimit: limit,
              values: options.values,
              payloadConverter: loadPayloadConverter(options.dataConverter),
            },
            telemetry.onFunction,
          ),
        },
        ...telemetry.workerOptions,
        workflowBundle: {
          code: addSettings(bundle.value.code, {
            ...(limit !== DEFAULT_VALUE_LIMIT && { valueLimit: limit === Infinity ? null : limit }),
            ...(defaults && { functionDefaults: defaults }),
            ...(searchAttributes && { searchAttributes }),
            ...(given.payloadCodec !== undefined &&
              given.dataConverter?.failureConverterPath === undefined && { encodeFailures: true }),
            ...(options.values === 'json' && { values: 'json' }),
          }),
        },
        ...toDeploymentOptions(options.deployment, bundle.value),
      };
      temporal = await threads.during(() => TemporalWorker.create(temporalWorkerOptions));
      ownConnection = connection;
      telemetry.observe(connection, namespace);
      // Senders of work must learn of it before the worker stops accepting work.
      beforeShutdown(temporal, () => health.setDraining());
      const ended = runUntilStopped(temporal);
      ready.resolve();
      if (stopRequested) temporal.shutdown();
      await ended;
    } finally {
      await threads.end();
      if (connected.status === 'fulfilled') await connected.value.close();
    }
  };

  const worker: Worker = {
    taskQueue,
    health,
    register(def) {
      assertNotStarted('worker.register');
      definitions.add(def);
      return worker;
    },
    registerModule(module) {
      assertNotStarted('worker.registerModule');
      if (typeof module === 'string') modulePaths.push(module);
      else definitions.addModule(module, 'the module');
      return worker;
    },
    start() {
      assertNotStarted('worker.start');
      running = run().catch((error: unknown) => {
        ready.reject(error);
        throw error;
      });
      return running;
    },
    ready: () => ready.promise,
    async stop() {
      stopRequested = true;
      health.setDraining();
      if (temporal?.getState() === 'RUNNING') temporal.shutdown();
      await running?.catch(() => undefined);
    },
    get temporal() {
      return temporal;
    },
    get connection() {
      return ownConnection;
    },
  };
  observeWorker(health, worker);
  return worker;
}

// --- internal ---

function withCodec(options: WorkerOptions): WorkerOptions {
  const { payloadCodec, dataConverter } = options;
  const converter = withPayloadCodec(payloadCodec, dataConverter, require.resolve('../shared/encoded-failures'));
  return { ...options, ...definedOnly({ dataConverter: converter }) };
}

/** The converter that Temporal's worker loads for functions: the user's, else ours. */
function converterPath({ values, dataConverter }: WorkerOptions): string {
  const own = dataConverter?.payloadConverterPath;
  return own ?? require.resolve(values === 'json' ? '../shared/json-values' : '../shared/rich-values');
}

/** Those of a bundle, unless bundling has logged them. */
function toRaceWarnings({ raceWarnings = [] }: WorkflowBundle, { bundle }: WorkerOptions): readonly string[] {
  return bundle !== undefined && 'logger' in bundle ? [] : raceWarnings;
}

/** How many threads the SDK will start for workflows. */
function countThreads({
  debugMode,
  reuseV8Context = true,
  workflowThreadPoolSize,
}: Partial<TemporalWorkerOptions>): number {
  return debugMode === true ? 0 : (workflowThreadPoolSize ?? (reuseV8Context ? 1 : 2));
}

/** A converter, codec or storage of the user's may make values smaller: then Temporal itself applies the limit. */
function sendsAsTemporalDoes({ dataConverter = {} }: WorkerOptions): boolean {
  return Object.keys(dataConverter).every((key) => key === 'failureConverterPath');
}

function toActivities(
  definitions: Definitions,
  check: ResultCheck,
  observe: FunctionObserver | undefined,
): Record<string, Activity> {
  const names = [...definitions.functions.keys()];
  const activities = [...definitions.functions].map(([name, def]) => {
    const activity = toActivity(def, check);
    return [name, observe === undefined ? activity : observed(name, activity, observe)] as const;
  });
  // Temporal runs the activity 'default' when no other has the requested name.
  return Object.fromEntries([
    ['default', createUnknownActivity(names)],
    [SCHEMA_ACTIVITY, createSchemaActivity(definitions.workflows)],
    ...activities,
  ]);
}

interface Deferred {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

function createDeferred(): Deferred {
  let settle: Omit<Deferred, 'promise'> | undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // `start` rejects as well: a caller that never uses `ready` need not handle the error twice.
  promise.catch(() => undefined);
  return { promise, resolve: () => settle?.resolve(), reject: (error) => settle?.reject(error) };
}
