import { mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join, resolve } from 'node:path';
import type { AddressInfo } from 'node:net';
import type * as serverPackage from '@tfn/testing/server';
import type { WorkerOptions } from '@tfn/worker';
import type * as workerInternals from '@tfn/worker/internal';
import { definedOnly } from '@tfn/core/internal';
import { toLogger } from '@tfn/core/telemetry';
import { readBundle, readManifest } from '../build/manifest.ts';
import type { Manifest } from '../build/manifest.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { cliError } from '../errors.ts';
import { projectPackages } from '../project/load-package.ts';
import type { ProjectPackages } from '../project/load-package.ts';
import { loadSource } from '../project/load/load-source.ts';
import { openClient } from '../temporal/open-client.ts';
import type { OpenClientOptions } from '../temporal/open-client.ts';
import { portTaken } from '../project/ports.ts';
import { payloadCodecOf } from '../temporal/payload-codec.ts';
import { toTemporalOptions } from '../temporal/temporal-options.ts';
import { createHttpApp, hasHttpTriggers, preloadHttpApp } from '../run/http-app.ts';
import { hasSchedules, observeProjectSchedules, syncProjectSchedules } from '../run/schedules.ts';
import { startWorkers } from '../run/worker-group.ts';
import { loadWorkerPackages } from '../run/worker-packages.ts';
import type { WorkerPackages } from '../run/worker-packages.ts';
import { openTelemetry } from '../start/open-telemetry.ts';
import type { ProcessTelemetry } from '../start/open-telemetry.ts';
import { printError } from '../output/print-error.ts';
import { brokenFile } from '../project/load/load-functions.ts';
import type { CommandCall } from './command.ts';

/** Runs the build until SIGTERM or SIGINT. */
export async function run({ flags }: CommandCall): Promise<undefined> {
  const mode = String(flags['mode'] ?? 'all');
  if (!['all', 'worker', 'api'].includes(mode))
    throw cliError('TFN_CLI_USAGE', { problem: `--mode '${mode}' is unknown. Use all, worker or api.` });
  const config = await resolveConfig(flags, { running: false, built: true });
  const outDir = resolve(config.root, config.build.outDir);
  const manifest = readManifest(outDir);
  const packages = projectPackages(config.root);
  // This process runs nothing but workers: their threads may be ours. The first loads in parallel with what follows.
  if (mode !== 'api')
    packages.load<typeof workerInternals>('@tfn/worker/internal', WORKER_PURPOSE).ownWorkflowThreads();
  const parts: Part[] = [];
  const stopping = untilStopped();
  const telemetry = await openTelemetry(config, packages);
  const { logger, health } = telemetry;
  try {
    if (flags['embedded'] !== undefined)
      parts.push(await startEmbedded({ packages, config, logger }, flags['embedded']));
    const address = parts[0]?.address;
    const temporal = { ...config.temporal, ...definedOnly({ address }) };
    const input = { config: { ...config, temporal }, packages, manifest, outDir, telemetry };
    await loadBuild(config.root, join(outDir, manifest.functionsFile));
    const preload = (): void => (mode === 'all' ? preloadHttpApp(packages) : undefined);
    const worker =
      mode === 'api' ? undefined : await startWorkerPart(input, flags['queues'] as string | undefined, preload);
    if (worker !== undefined) parts.push(worker);
    const client = definedOnly({ connection: worker?.connection });
    // Schedules of another owner end the process, so check them before serving requests.
    parts.push(await startSchedules(input, client, mode === 'all'));
    if (mode !== 'worker') parts.push(await startApiPart(input, client, mode === 'api'));
    telemetry.setStarted();
    await Promise.race([stopping, ...parts.map(({ failed }) => failed)]);
  } finally {
    // In reverse order: requests end before the workers that serve them, and workers before Temporal.
    health.setDraining();
    for (const part of parts.reverse()) await part.stop();
    await telemetry.close();
  }
  return undefined;
}

// --- internal ---

const WORKER_PURPOSE = 'Running functions and workflows';

interface Part {
  readonly address?: string;
  /** A worker's connection, with which clients of this process start workflows eagerly. They close before it. */
  readonly connection?: OpenClientOptions['connection'] | undefined;
  /** Never resolves; rejects when the part has failed. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

interface PartInput {
  readonly config: ResolvedConfig;
  readonly packages: ProjectPackages;
  readonly manifest: Manifest;
  readonly outDir: string;
  readonly telemetry: ProcessTelemetry;
}

async function loadBuild(root: string, file: string): Promise<void> {
  await loadSource(file, (error) => printError(brokenFile(error, { root, file }))).catch((error: unknown) => {
    throw brokenFile(error, { root, file });
  });
}

const never = new Promise<never>(() => undefined);

interface EmbeddedInput extends Pick<PartInput, 'config' | 'packages'>, Pick<ProcessTelemetry, 'logger'> {}

async function startEmbedded({ packages, config, logger }: EmbeddedInput, given: unknown): Promise<Part> {
  const { root, temporal } = config;
  const { startDevServer } = packages.load<typeof serverPackage>('@tfn/testing/server', 'tfn start --embedded');
  const dbFilename = resolve(root, typeof given === 'string' ? given : '.tfn/temporal.db');
  mkdirSync(dirname(dbFilename), { recursive: true });
  const { namespace } = temporal;
  const server = await startDevServer({
    ...definedOnly({ namespace }),
    dbFilename,
    onProgress: (line) => logger.info({}, line),
  });
  logger.info({ address: server.address, dbFilename }, `Temporal at ${server.address}, state in ${dbFilename}`);
  return { address: server.address, failed: never, stop: () => server.stop() };
}

async function startWorkerPart(
  { config, packages, manifest, outDir, telemetry }: PartInput,
  queues: string | undefined,
  preload: () => void,
): Promise<Part> {
  const worker = loadWorkerPackages(packages, WORKER_PURPOSE);
  await installWorkerRuntime(worker, config, telemetry);
  const group = await orShutdown(worker, () =>
    startWorkers({
      packages: worker,
      temporal: toTemporalOptions(config),
      taskQueue: config.taskQueue,
      ...definedOnly({ queues: queues?.split(',').map((name) => name.trim()) }),
      bundle: readBundle(outDir, manifest),
      options: { ...toWorkerOptions(config), ...toTelemetryOptions(config, telemetry) },
    }),
  );
  // By then the worker has connected, or waits for the network or its thread: time to load the next part.
  const idle = setTimeout(() => {
    telemetry.load();
    preload();
  }, 50);
  await group
    .ready()
    .catch(async (error: unknown) => {
      await group.stop();
      throw error;
    })
    .finally(() => clearTimeout(idle));
  const { taskQueues } = group;
  const build = manifest.buildId.slice(0, 12);
  telemetry.logger.info({ taskQueues, build }, `Worker polls ${taskQueues.join(', ')} (build ${build})`);
  const failed = group.ended.then(() => never);
  // Handled by the caller, which may start to wait later.
  failed.catch(() => undefined);
  return { connection: group.connection, failed, stop: () => group.stop() };
}

function toWorkerOptions(config: ResolvedConfig): WorkerOptions {
  const { defaults, deployment, values } = config;
  const { name, versioning } = deployment;
  return definedOnly({
    defaults,
    values,
    deployment: name === undefined ? undefined : { name, versioning },
    payloadCodec: payloadCodecOf(config),
  });
}

function toTelemetryOptions(
  { telemetry: { logPayloads } }: ResolvedConfig,
  { logger, health, metrics, tracing }: ProcessTelemetry,
): WorkerOptions {
  return { logger, health, telemetry: definedOnly({ metrics, traces: tracing?.target, logPayloads }) };
}

/** Once for the workers of all queues. The command handles signals itself. */
async function installWorkerRuntime(
  { tfn }: WorkerPackages,
  { telemetry: { logPayloads } }: ResolvedConfig,
  { logger, metrics }: ProcessTelemetry,
): Promise<void> {
  await tfn.installRuntime({ logger, logPayloads, metrics: metrics !== undefined, shutdownSignals: [] });
}

/** Shuts the runtime down after an error: without a worker, Temporal's runtime keeps the process alive. */
async function orShutdown<TResult>({ temporal }: WorkerPackages, make: () => TResult): Promise<TResult> {
  try {
    return make();
  } catch (error) {
    await temporal.Runtime.instance().shutdown();
    throw error;
  }
}

async function startApiPart(
  { config, packages, telemetry }: PartInput,
  clientOptions: OpenClientOptions,
  alone: boolean,
): Promise<Part> {
  if (!hasHttpTriggers()) {
    if (alone) throw cliError('TFN_CLI_USAGE', { problem: 'There is nothing to serve: the project has no tfn.http.' });
    return { failed: never, stop: async () => undefined };
  }
  const { logger, health, metrics, tracing } = telemetry;
  const client = openClient(config, 'Serving tfn.http', {
    ...clientOptions,
    ...definedOnly({ interceptors: tracing?.interceptors }),
  });
  const { port, host, basePath } = config.http;
  const observers = definedOnly({ health, metrics, opentelemetry: tracing?.api, logger: toLogger(logger) });
  const app = createHttpApp(packages, client, { basePath, ...observers });
  app.server.listen(port, host);
  await once(app.server, 'listening').catch(async (error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? await portTaken(port, host) : error;
  });
  const url = `http://${host ?? 'localhost'}:${(app.server.address() as AddressInfo).port}${basePath ?? ''}`;
  logger.info({ url }, `HTTP on ${url}`);
  const stop = async (): Promise<void> => {
    await app.stop();
    await client.close();
  };
  return { failed: never, stop };
}

/** Syncs the schedules, in every process that has the packages; fails without them if `needed`. Measures the schedules when metrics are on. */
async function startSchedules(
  { config, packages, telemetry }: PartInput,
  clientOptions: OpenClientOptions,
  needed: boolean,
): Promise<Part> {
  const able = packages.find('@tfn/triggers-cron') !== undefined && packages.find('@tfn/client') !== undefined;
  if (!hasSchedules() || !(able || needed)) return { failed: never, stop: async () => undefined };
  const client = openClient(config, 'tfn.cron and tfn.interval', clientOptions);
  const stop = (): Promise<void> => client.close();
  try {
    await syncProjectSchedules(packages, client, { root: config.root, taskQueue: config.taskQueue });
    if (telemetry.metrics === undefined) await stop();
    else observeProjectSchedules(packages, client, telemetry.metrics);
  } catch (error) {
    await stop();
    throw error;
  }
  return { failed: never, stop };
}

/** Resolves on the first signal; the second ends the process immediately. */
function untilStopped(): Promise<undefined> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        done(undefined);
      });
  });
}
