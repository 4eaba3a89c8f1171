/**
 * The entry of a process that runs one version of the user's code. It starts in advance, loads everything that does not depend on
 * that code, and waits.
 * I1: it ends when the command that started it ends.
 * I2: workflow executions are not cached between tasks: no execution is tied to a process that a reload ends, and each task replays,
 *     which reveals edits that break running executions.
 */
import inspector from 'node:inspector';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'node:net';
import type * as clientPackage from '@tfn/client';
import { definedOnly } from '@tfn/core/internal';
import type { TfnClient } from '@tfn/client';
import type { WorkflowBundle } from '@tfn/worker';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { isTfnError, registry } from '@tfn/core';
import { readDefinitions } from '../../project/definitions.ts';
import { discoverFiles } from '../../project/load/discover-files.ts';
import { loadFunctions } from '../../project/load/load-functions.ts';
import { projectPackages } from '../../project/load-package.ts';
import type { ProjectPackages } from '../../project/load-package.ts';
import type { ResolvedConfig } from '../../config/resolve-config.ts';
import type { PayloadCodec } from '@tfn/core/encryption';
import { payloadCodecOf } from '../../temporal/payload-codec.ts';
import { registerTypeScript, warmUpTypeScript } from '../../project/load/load-source.ts';
import { toCodeProblem } from '../../output/code-problem.ts';
import { completesPolls, dialTemporal } from './dial-temporal.ts';
import { openDevTelemetry } from './dev-telemetry.ts';
import type { DevTelemetry } from './dev-telemetry.ts';
import { routeWarnings } from '../../project/route-warnings.ts';
import { createHttpApp, hasHttpTriggers } from '../../run/http-app.ts';
import type { HttpApp } from '../../run/http-app.ts';
import { bundleProject, bundleSources } from '../../run/project-bundle.ts';
import { hasSchedules, observeProjectSchedules, syncProjectSchedules } from '../../run/schedules.ts';
import { installRuntime } from '../../run/telemetry.ts';
import { startWorkers } from '../../run/worker-group.ts';
import type { WorkerGroup } from '../../run/worker-group.ts';
import { loadWorkerPackages } from '../../run/worker-packages.ts';
import type { WorkerPackages } from '../../run/worker-packages.ts';
import type { FromRunner, GateName, ToRunner } from './messages.ts';
import { nextRunsOf } from './next-runs.ts';
import { createPollGate, HEARTBEAT_INTERVAL } from './poll-gate.ts';
import type { PollGate } from './poll-gate.ts';
import { createReplayCheck } from './replay-check.ts';
import type { ReplayCheck } from './replay-check.ts';

/** What a process has after its preparation. */
interface Prepared {
  readonly config: ResolvedConfig;
  readonly payloadCodec: PayloadCodec | undefined;
  readonly packages: ProjectPackages;
  readonly worker: WorkerPackages;
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly client: TfnClient;
  readonly replays: ReplayCheck;
  readonly telemetry: DevTelemetry;
  readonly completesPolls: boolean;
}

let prepared: Promise<Prepared> | undefined;
let root = process.cwd();
let workers: WorkerGroup | undefined;
let pollGate: PollGate | undefined;
let http: HttpApp | undefined;
let bundled = (_bundle: WorkflowBundle | undefined): void => undefined;

process.on('message', (message: ToRunner, handle: unknown) => {
  handleMessage(message, handle).catch(sendFailed);
});
// I1
process.on('disconnect', () => process.exit(1));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

// --- internal ---

async function handleMessage(message: ToRunner, handle: unknown): Promise<void> {
  switch (message.type) {
    case 'prepare':
      ({ root } = message.config);
      prepared = prepare(message);
      await prepared;
      return send({ type: 'prepared' });
    case 'warm-up':
      return warmUp(message.packages);
    case 'bundled':
      return bundled(message.bundle);
    case 'run':
      return run(await preparation(), message);
    case 'connection':
      return accept(handle as Socket | undefined, message.to);
    case 'invoke':
      return invoke((await preparation()).client, message);
    case 'inspect':
      inspector.open(message.at.port, message.at.host);
      return;
    case 'drain':
      return drain();
    case 'quit':
      return quit();
  }
}

function sendFailed(error: unknown): void {
  send({ type: 'failed', message: toMessage(error), code: isTfnError(error) ? error.code : undefined });
}

function preparation(): Promise<Prepared> {
  if (prepared === undefined) throw new Error('The runner was not prepared.');
  return prepared;
}

/**
 * Disables eager starts, which run on a worker of this process: a request that reaches the previous version must still run the new
 * code, which gets the task from Temporal.
 */
const throughQueue: WorkflowClientInterceptor = {
  start: (input, next) => next({ ...input, options: { ...input.options, requestEagerStart: false } }),
  startWithDetails: (input, next) => next({ ...input, options: { ...input.options, requestEagerStart: false } }),
};

async function prepare({ config, temporal }: Extract<ToRunner, { type: 'prepare' }>): Promise<Prepared> {
  const packages = projectPackages(root);
  const worker = loadWorkerPackages(packages, 'tfn dev');
  const { createClient } = packages.load<typeof clientPackage>('@tfn/client', 'tfn dev');
  for (const name of ['@temporalio/client', 'express', '@tfn/triggers-http', '@tfn/triggers-cron'])
    if (packages.find(name) !== undefined) packages.load(name, 'tfn dev');
  registerTypeScript();
  const payloadCodec = payloadCodecOf(config);
  const replays = createReplayCheck({
    ...{ worker: worker.temporal, payloadCodec },
    report: (broken) => send({ type: 'broken-run', run: broken }),
  });
  const telemetry = openDevTelemetry(config, packages);
  await installRuntime(worker.tfn, config.telemetry, {
    workerHeartbeatInterval: HEARTBEAT_INTERVAL,
    onFailedTask(task) {
      // The list of executions may lag, or Temporal may be gone: the next attempt of the task reports it again.
      void replays.onFailedTask(client, task).catch(() => undefined);
    },
  });
  const connection = await dialTemporal(worker.temporal, config, temporal);
  const polls = await completesPolls(connection, temporal.namespace);
  const client = createClient({
    taskQueue: config.taskQueue,
    temporal: { namespace: temporal.namespace, connection },
    interceptors: { workflow: [throughQueue, ...(telemetry.tracing?.interceptors.workflow ?? [])] },
    ...definedOnly({ payloadCodec }),
  });
  return {
    ...{ config, payloadCodec, packages, worker, namespace: temporal.namespace },
    ...{ connection, client, replays, telemetry, completesPolls: polls },
  };
}

async function run(prepared: Prepared, { replayUnless }: Extract<ToRunner, { type: 'run' }>): Promise<void> {
  const { config, payloadCodec, packages, worker, namespace, connection, client, replays, telemetry } = prepared;
  const { health, metrics, tracing } = telemetry;
  try {
    await loadFunctions(root, discoverFiles(root, config.functions), sendFailed);
  } finally {
    send({ type: 'loaded', ...loadedModules() });
  }
  const sources = bundleSources(root, config.telemetry);
  const made = new Promise<WorkflowBundle | undefined>((done) => (bundled = done));
  send({ type: 'sources', sources });
  const bundle = (await made) ?? (await bundleProject(worker.tfn, sources, 'development'));
  if (prepared.completesPolls) pollGate = createPollGate(connection, namespace);
  workers = startWorkers({
    packages: worker,
    temporal: { namespace, connection },
    taskQueue: config.taskQueue,
    bundle,
    // I2; without threads a worker starts in a tenth of the time, and breakpoints in workflows work.
    options: {
      ...definedOnly({ defaults: config.defaults, values: config.values, payloadCodec }),
      ...pollGate?.options,
      health,
      telemetry: definedOnly({ metrics, traces: tracing?.target, logPayloads: config.telemetry.logPayloads }),
      debugMode: true,
      maxCachedWorkflows: 0,
      maxConcurrentWorkflowTaskPolls: 2,
      maxConcurrentActivityTaskPolls: 2,
      // `tfn dev` kills the process 40 s after it started to drain.
      shutdownGraceTime: '30s',
    },
  });
  const { basePath } = config.http;
  if (hasHttpTriggers())
    http = createHttpApp(packages, client, {
      basePath,
      health,
      ...definedOnly({ metrics, opentelemetry: tracing?.api }),
    });
  await workers.ready();
  void pollGate?.open(workers.taskQueues);
  workers.ended.catch((error: unknown) => send({ type: 'failed', message: toMessage(error), code: 'ended' }));
  const live = {
    definitions: readDefinitions(config),
    taskQueues: workers.taskQueues,
    hash: bundle.hash,
    http: http !== undefined,
    nextRuns: nextRunsOf(packages),
    completesPolls: prepared.completesPolls,
    routeWarnings: routeWarnings(packages),
  };
  send({ type: 'ready', live });
  if (hasSchedules())
    await syncProjectSchedules(packages, client, { root, taskQueue: config.taskQueue, dev: true }).catch(
      (error: unknown) => send({ type: 'schedules-failed', message: toMessage(error) }),
    );
  if (hasSchedules() && metrics !== undefined) observeProjectSchedules(packages, client, metrics);
  if (replayUnless === bundle.hash) return;
  await sleep(REPLAY_DELAY);
  await replays.checkRunning(client, bundle);
}

/** Milliseconds before executions are replayed, to leave the CPU to the first requests. */
const REPLAY_DELAY = 300;

/** The user's modules, and the files of packages that they import directly. */
function loadedModules(): { modules: readonly string[]; packages: readonly string[] } {
  const users = Object.values(require.cache).filter((module) => module !== undefined && isUsers(module.filename));
  const imported = users.flatMap((module) => module?.children ?? []).map(({ filename }) => filename);
  return {
    modules: users.flatMap((module) => module?.filename ?? []),
    packages: [...new Set(imported)].filter((file) => /[\\/]node_modules[\\/]/.test(file)),
  };
}

/** Loads the packages that the previous version imported, as the next one most likely imports them too, and starts the TypeScript compiler. */
function warmUp(packages: readonly string[]): void {
  warmUpTypeScript();
  for (const file of packages)
    try {
      require(file);
    } catch {
      // Reported when the user's code imports it.
    }
}

function isUsers(file: string): boolean {
  return file.startsWith(root) && !/[\\/]node_modules[\\/]/.test(file);
}

/** Serves a connection that `tfn dev` accepted; closes it when there is no server. */
async function accept(socket: Socket | undefined, to: GateName): Promise<void> {
  if (socket === undefined) return;
  if (to === 'telemetry') return (await preparation()).telemetry.serve(socket);
  if (http === undefined) return void socket.destroy();
  http.serve(socket);
}

async function invoke(client: TfnClient, { name, input }: { name: string; input: unknown }): Promise<void> {
  const target = registry.workflows.get(name) ?? registry.functions.get(name);
  try {
    if (target === undefined) throw new Error(`There is no function or workflow '${name}'.`);
    const result: unknown = await client.invoke(target, input);
    send({ type: 'invoked', text: result === undefined ? 'done' : JSON.stringify(result, undefined, 2) });
  } catch (error) {
    send({ type: 'invoked', text: toMessage(error) });
  }
}

async function drain(): Promise<void> {
  inspector.close();
  await pollGate?.close();
  const stopped = workers?.stop();
  await workers?.unpolled();
  send({ type: 'draining' });
  await Promise.all([stopped, http?.handOver()]);
  // Nothing waits for this process any more.
  await closeTelemetry(10_000);
  process.exit(0);
}

async function quit(): Promise<void> {
  await workers?.stop();
  await closeTelemetry(1000);
  process.exit(0);
}

async function closeTelemetry(milliseconds: number): Promise<void> {
  await (await prepared)?.telemetry.close(milliseconds);
}

function toMessage(error: unknown): string {
  if (isTfnError(error)) return error.message;
  const { problem, frame, place } = toCodeProblem(error, root);
  return [place === undefined ? problem : `${place}: ${problem}`, frame].filter(Boolean).join('\n\n');
}

function send(message: FromRunner): void {
  if (process.connected) process.send?.(message);
}
