/**
 * The one worker per test file and server, shared by all environments of the file that have the same codec and defaults.
 * I1: it knows the definitions that existed when it started; when there are new ones, a new worker replaces it.
 * I2: a function call or a workflow belongs to the environment whose id its header carries. When that environment is closed, the
 *     function does not run, and the workflow is terminated.
 * I3: it runs while environments are in use, and a moment longer; then it closes everything that it opened, so that it keeps no
 *     process alive in which a test forgot to close an environment.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { clearTimeout, setTimeout } from 'node:timers';
import { inspect } from 'node:util';
import type { Connection } from '@temporalio/client';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import { registry } from '@tfn/core';
import { brand, definedOnly } from '@tfn/core/internal';
import type { AnyFunctionDef, AnyRunnable } from '@tfn/core';
import { createWorker } from '@tfn/worker';
import type { Worker } from '@tfn/worker';
import { CHILD_MOCK_FUNCTION } from '../../../sandbox/child-mock.ts';
import { ENV_HEADER } from '../../../sandbox/env-header.ts';
import type { EnvHeader } from '../../../sandbox/env-header.ts';
import { noteShared } from '../../../env/open-envs.ts';
import { CLOSED } from '../../engine.ts';
import type { EngineHost, EngineSetup } from '../../engine.ts';
import { createEnvSinks } from './env-sinks.ts';
import { BUNDLE_OPTIONS, bundleAhead, isCurrent } from './bundle-ahead.ts';
import type { AheadBundle } from './bundle-ahead.ts';
import { environments } from './environments.ts';
import { createLeftFunctions } from './left-functions.ts';
import { workflowLogSinks } from './log-sinks.ts';
import { quietRuntime } from './quiet-runtime.ts';
import { connectToServer } from '../time/connect-to-server.ts';
import type { ServerChoice } from '../find-server.ts';
import { createSkippingClock } from '../time/test-server-clock.ts';
import type { Clock } from '../time/clock.ts';
import { canSkipTime } from '../../../server/server-capabilities.ts';

/** Which server to use, and the settings of its worker. */
export interface ServerSetup extends ServerChoice, EngineSetup {}

/** An environment's use of a shared worker. */
export interface Lease {
  readonly connection: Connection;
  readonly taskQueue: string;
  /** Of the test server, which has one time for all workflows. */
  readonly clock: Clock | undefined;
  /** Whether the server skips time for each workflow separately. */
  readonly skipsWorkflowTime: boolean;
  /** Returns the lease. */
  release(): void;
}

/** Leases the matching worker, and starts it if necessary. @throws what connecting and bundling throw */
export async function leaseWorker(address: string, start: WorkerStart): Promise<Lease> {
  const key = `${address} ${keyOf(start.choice)}`;
  const known = workers.get(key);
  const shared = known !== undefined && isCurrent(known.definitions) ? known : startShared(address, { ...start, key });
  workers.set(key, shared);
  if (known !== undefined && known !== shared) known.retire();
  return shared.lease();
}

/** Stops the workers of one server. */
export async function stopWorkersOf(address: string): Promise<void> {
  const there = [...workers.values()].filter((shared) => shared.address === address);
  await Promise.all(there.map((shared) => shared.stop()));
}

/** Stops all workers; resolves when all their connections are closed. */
async function stopWorkers(): Promise<void> {
  const all = [...workers.values()];
  workers.clear();
  await Promise.all(all.map((shared) => shared.stop()));
}

// --- internal ---

/** What starting a worker needs. */
export interface WorkerStart {
  readonly choice: ServerSetup;
  readonly bundle: AheadBundle;
}

interface SharedWorker {
  readonly address: string;
  readonly definitions: readonly AnyRunnable[];
  lease(): Promise<Lease>;
  /** Stops the worker if no environment uses it; otherwise it stops after the last lease returns. */
  retire(): void;
  stop(): Promise<void>;
}

const workers = new Map<string, SharedWorker>();
noteShared(stopWorkers);

const ids = new WeakMap<object, string>();

/** Equal for environments that may share a worker. */
function keyOf({ payloadCodec, dataConverter, interceptors, sinks, values, defaults = {} }: EngineSetup): string {
  const parts = [payloadCodec, dataConverter, interceptors, sinks].map((part) => {
    if (part === undefined) return '';
    const id = ids.get(part) ?? randomUUID();
    ids.set(part, id);
    return id;
  });
  return `${parts.join(' ')} ${values ?? ''} ${inspect(defaults, { depth: null, sorted: true })}`;
}

/** Milliseconds that an unused worker keeps running: from one test to the next. */
const LINGER = 250;

function startShared(address: string, { choice, bundle, key }: WorkerStart & { key: string }): SharedWorker {
  const taskQueue = `test-${randomUUID()}`;
  let leases = 0;
  let stopping: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  // More definitions may have been registered while the server started.
  const { bundling: ahead, definitions } = isCurrent(bundle.definitions) ? bundle : bundleAhead();
  // Modules of the user's are part of the bundle, which the worker then builds.
  const hasModules = choice.dataConverter !== undefined || choice.interceptors?.workflowModules !== undefined;
  const bundling = hasModules ? Promise.resolve(BUNDLE_OPTIONS) : ahead;
  const opening = open(address, { taskQueue, choice, bundling });

  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      clearTimeout(timer);
      if (workers.get(key) === shared) workers.delete(key);
      const opened = await opening.catch(() => undefined);
      await opened?.worker.stop();
      await opened?.connection.close();
    })());

  const shared: SharedWorker = {
    address,
    definitions,
    async lease() {
      leases += 1;
      clearTimeout(timer);
      let released = false;
      const release = (): void => {
        if (released) return;
        released = true;
        leases -= 1;
        if (leases === 0) timer = setTimeout(() => void stop(), LINGER);
      };
      try {
        const { connection, skipsWorkflowTime } = await opening;
        const clock = choice.timeSkipping ? createSkippingClock(address, connection) : undefined;
        return { connection, taskQueue, clock, skipsWorkflowTime, release };
      } catch (error) {
        release();
        void stop();
        throw error;
      }
    },
    retire() {
      if (leases === 0) void stop();
    },
    stop,
  };
  return shared;
}

async function open(
  address: string,
  { taskQueue, choice, bundling }: { taskQueue: string; choice: ServerSetup } & Pick<AheadBundle, 'bundling'>,
): Promise<{ worker: Worker } & Pick<Lease, 'connection' | 'skipsWorkflowTime'>> {
  const bundle = await bundling;
  // Not before: a runtime without a worker keeps the process alive.
  quietRuntime();
  const connecting = connectToServer(address, choice);
  const probing = connecting.then((opened) => !choice.timeSkipping && canSkipTime(opened.workflowService, 'default'));
  probing.catch(() => undefined);
  const left = createLeftFunctions(connecting);
  const worker = createWorker({
    temporal: { address, namespace: 'default' },
    taskQueue,
    shutdownGraceTime: 0,
    // Do not wait for a function that never ends.
    shutdownForceTime: 200,
    maxCachedWorkflows: 100,
    // A cancellation reaches a function with a heartbeat; by default the SDK sends one per 80 % of the heartbeat timeout.
    maxHeartbeatThrottleInterval: 100,
    interceptors: {
      ...choice.interceptors,
      activity: [
        ({ info, cancellationSignal: signal }) => ({
          inbound: {
            execute(input, next) {
              const run = (): Promise<unknown> => inEnvironment(input.headers[ENV_HEADER], () => next(input));
              const { workflowExecution, activityId, taskToken, isLocal, heartbeatTimeoutMs } = info;
              const runId = workflowExecution?.runId;
              if (isLocal || runId === undefined || heartbeatTimeoutMs) return run();
              return left.run({ runId, activityId, taskToken, signal }, run);
            },
          },
        }),
        ...(choice.interceptors?.activity ?? []),
      ],
    },
    sinks: {
      ...workflowLogSinks(),
      ...choice.sinks,
      ...createEnvSinks(
        connecting.then((connection) => ({
          connection,
          clock: choice.timeSkipping ? createSkippingClock(address, connection) : undefined,
        })),
        left.leave,
      ),
    },
    bundle,
    ...definedOnly({
      payloadCodec: choice.payloadCodec,
      values: choice.values,
      defaults: choice.defaults,
      dataConverter: choice.dataConverter,
    }),
  });
  for (const def of registry.functions.values()) worker.register(toRouted(def));
  for (const def of registry.workflows.values()) worker.register(withoutTaskQueue(def));
  // Not in the registry, because it is not one of the user's functions.
  const childMock = brand('function', { name: CHILD_MOCK_FUNCTION, options: {}, source: undefined });
  worker.register(toRouted(childMock as unknown as AnyFunctionDef));
  worker.start().catch(() => undefined);
  const [connection, ready] = await Promise.allSettled([connecting, worker.ready()]);
  if (connection.status === 'rejected' || ready.status === 'rejected') {
    await worker.stop();
    if (connection.status === 'fulfilled') await connection.value.close();
    throw ready.status === 'rejected' ? ready.reason : (connection as PromiseRejectedResult).reason;
  }
  return { worker, connection: connection.value, skipsWorkflowTime: await probing };
}

const environment = new AsyncLocalStorage<EngineHost>();

function inEnvironment<TResult>(
  header: Parameters<typeof defaultPayloadConverter.fromPayload>[0] | undefined,
  next: () => TResult,
): TResult {
  const found = header && environments.get(defaultPayloadConverter.fromPayload<EnvHeader>(header).id);
  // The mocks are gone: the real function would run.
  if (found === undefined) throw ApplicationFailure.nonRetryable(CLOSED, 'TFN_TEST_ENV_CLOSED');
  return environment.run(found.host, next);
}

/** A definition whose handler runs the function, or its mock, in the environment of the call. */
function toRouted(def: AnyFunctionDef): AnyFunctionDef {
  const handler: AnyFunctionDef['handler'] = (input: unknown, ctx) => {
    const call = { name: def.name, def, args: [input], ctx };
    return (environment.getStore() as EngineHost).call(call);
  };
  // The environment checks schemas, and the bundle contains the options. It also knows which implementation a declared function has.
  const { declared: _declared, ...rest } = def;
  return { ...rest, handler, options: {} };
}

function withoutTaskQueue<TDef extends AnyRunnable>(def: TDef): TDef {
  const { taskQueue: _taskQueue, ...options } = def.options;
  return { ...def, options };
}
