import { resolve } from 'node:path';
import { resolveConfig } from '../config/resolve-config.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { cliError } from '../errors.ts';
import { openConnectionGate } from '../dev/reload/connection-gate.ts';
import type { ConnectionGate } from '../dev/reload/connection-gate.ts';
import { invokeLine, openInBrowser } from '../dev/terminal/actions.ts';
import { listenToKeys } from '../dev/terminal/keys.ts';
import { createLiveReport, report } from '../dev/terminal/reports.ts';
import { say, style } from '../dev/terminal/say.ts';
import type { InspectAt } from '../dev/runner/messages.ts';
import { createReloader } from '../dev/reload/reloader.ts';
import type { Reloader } from '../dev/reload/reloader.ts';
import { createUnreachedRetry } from '../dev/temporal/retry-unreached.ts';
import { openTemporal } from '../dev/temporal/dev-temporal.ts';
import type { DevTemporal } from '../dev/temporal/dev-temporal.ts';
import { watchFiles } from '../dev/reload/watch-files.ts';
import { removeDevState, writeDevState } from '../project/dev-state.ts';
import { discoverFiles, isFunctionFile } from '../project/load/discover-files.ts';
import { projectPackages } from '../project/load-package.ts';
import { payloadCodecOf } from '../temporal/payload-codec.ts';
import { portTaken } from '../project/ports.ts';
import { parseTelemetryAddress, telemetryAddressTaken } from '../run/telemetry-address.ts';
import { checkTracePackages } from '../run/tracing.ts';
import type { CommandCall } from './command.ts';

/** Runs everything until Ctrl-C, and reloads on every change. */
export async function run({ flags }: CommandCall): Promise<undefined> {
  const inspect = toInspectAt(flags['inspect']);
  const config = await resolveConfig(flags, { running: false });
  // Report missing packages and functions before anything starts.
  const packages = projectPackages(config.root);
  for (const name of ['@tfn/worker', '@tfn/client'])
    if (packages.find(name) === undefined) packages.load(name, 'tfn dev');
  if (config.telemetry.traces === true) checkTracePackages(config.root, packages);
  payloadCodecOf(config);
  const { folder } = discoverFiles(config.root, config.functions);
  const host = config.http.host ?? '127.0.0.1';
  const gate = await openConnectionGate(config.http.port, host).catch(async (error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? await portTaken(config.http.port, host) : error;
  });
  try {
    const telemetryGate = await openTelemetryGate(config);
    try {
      await serve({ config, folder, gate, telemetryGate, host, inspect });
    } finally {
      telemetryGate?.close();
    }
  } finally {
    gate.close();
  }
  return undefined;
}

// --- internal ---

/** Milliseconds that functions get after Ctrl-C; everything must end within 3 s. */
const QUIT_TIMEOUT = 1200;

async function openTelemetryGate({ telemetry: { address } }: ResolvedConfig): Promise<ConnectionGate | undefined> {
  if (address === undefined) return undefined;
  const { host, port } = parseTelemetryAddress(address);
  return openConnectionGate(port, host).catch((error: Error) => {
    throw telemetryAddressTaken(address, error);
  });
}

interface ServeInput {
  readonly config: ResolvedConfig;
  readonly folder: string;
  readonly gate: ConnectionGate;
  readonly telemetryGate: ConnectionGate | undefined;
  readonly host: string;
  readonly inspect: InspectAt | undefined;
}

async function serve(input: ServeInput): Promise<void> {
  const { config, gate } = input;
  const stopping = untilStopped();
  let reloader: Reloader | undefined;
  const opening = openTemporal(config, {
    onProgress: say,
    onGone: () => say(style.yellow('Temporal is gone: waiting for it to come back.')),
    onBack: () => {
      say(style.green('Temporal is back.'));
      if (reloader?.live === undefined) void reloader?.reload();
    },
  });
  const temporal = await Promise.race([opening, stopping.promise]);
  if (temporal === undefined)
    return void opening.then(
      (late) => late.stop(),
      () => undefined,
    );
  // Closes everything in reverse order, also after an error.
  const ends: (() => unknown)[] = [() => temporal.stop()];
  try {
    await develop({ ...input, temporal, stopping, ends, onReloader: (made) => (reloader = made) });
  } finally {
    gate.close();
    for (const end of ends.reverse()) await end();
  }
}

interface DevelopInput extends ServeInput {
  readonly temporal: DevTemporal;
  readonly stopping: ReturnType<typeof untilStopped>;
  readonly ends: (() => unknown)[];
  onReloader(reloader: Reloader): void;
}

async function develop(input: DevelopInput): Promise<void> {
  const { config, folder, gate, telemetryGate, inspect, temporal, stopping, ends } = input;
  const { address, namespace } = temporal;
  publishState(config.root, { pid: process.pid, address, namespace });
  ends.push(() => removeDevState(config.root));
  const watcher = watchFiles(isFunctionFile, (paths) => onChange(paths));
  const unreached = createUnreachedRetry(temporal, () => void active.reload());
  const reportLive = createLiveReport({ temporal, http: { host: input.host, port: gate.port } });
  const active = createReloader({
    config,
    temporal: { address, namespace },
    gate,
    telemetryGate,
    inspect,
    events: {
      onBegun: () => unreached.begun(),
      onLive: (live, milliseconds) => {
        unreached.live();
        reportLive(live, milliseconds);
      },
      onFailed: (message, code) => {
        say(
          `${style.red('error')} ${message}\n${style.dim(active.live === undefined ? '  Waiting for a change…' : '  The previous version keeps running.')}`,
        );
        if (code === 'TFN_CLI_TEMPORAL_UNREACHABLE') void unreached.failed();
      },
      onModules: (files) => watcher.add(files),
      onMessage: report,
      onCrash: () => {
        say(`${style.red('error')} The process that runs your functions ended unexpectedly.`);
        void active.reload();
      },
    },
  });
  input.onReloader(active);
  ends.push(() => active.stop(QUIT_TIMEOUT));
  ends.push(() => watcher.close());
  const onChange = (paths: readonly string[]): void => {
    if (paths.some((path) => path.startsWith(resolve(config.root, 'tfn.config.'))))
      say(style.yellow('The configuration changed: restart tfn dev to use it.'));
    else void active.reload();
  };
  watcher.add([folder, ...configFiles(config), ...(config.dev.watch ?? []).map((path) => resolve(config.root, path))]);
  ends.push(
    listenToKeys({
      reload: () => void active.reload(),
      openUi: () => openInBrowser(temporal.uiUrl),
      invoke: (line) => invokeLine(active, line),
      quit: stopping.stop,
    }),
  );
  // Ctrl-C does not wait for the first version.
  await Promise.race([active.reload().then(() => stopping.promise), stopping.promise]);
}

/** Lets other commands of the project find this Temporal. */
function publishState(root: string, state: Parameters<typeof writeDevState>[1]): void {
  try {
    writeDevState(root, state);
  } catch (error) {
    say(
      style.yellow(
        `Other commands will not find this Temporal (${(error as Error).message}): pass them --address ${state.address}`,
      ),
    );
  }
}

/** Parses --inspect as Node does: no value, a port, or host and port. */
function toInspectAt(inspect: string | boolean | undefined): InspectAt | undefined {
  if (inspect === undefined || inspect === false) return undefined;
  const [, host = '127.0.0.1', port] = /^(?:(.*):)?(\d+)$/.exec(inspect === true ? '9229' : inspect) ?? [];
  if (port !== undefined) return { host, port: Number(port) };
  throw cliError('TFN_CLI_USAGE', {
    problem: `--inspect '${inspect}' is neither a port nor host:port. Use for example 9229 or 0.0.0.0:9229.`,
  });
}

function configFiles({ root, file }: ResolvedConfig): readonly string[] {
  return [...(file === undefined ? [] : [resolve(root, file)]), resolve(root, 'tsconfig.json'), resolve(root, '.env')];
}

function untilStopped(): { promise: Promise<undefined>; stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<undefined>((done) => {
    stop = () => done(undefined);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  return { promise, stop };
}
