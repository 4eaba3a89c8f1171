import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { nearestName } from '../config/nearest-name.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { cliError } from '../errors.ts';
import { toBanner } from '../dev/terminal/banner.ts';
import { openConnectionGate } from '../dev/reload/connection-gate.ts';
import type { ConnectionGate } from '../dev/reload/connection-gate.ts';
import { listenToKeys } from '../dev/terminal/keys.ts';
import type { FromRunner, InspectAt, LiveProject } from '../dev/runner/messages.ts';
import { openPollRelay } from '../dev/relay/poll-relay.ts';
import { createReloader } from '../dev/reload/reloader.ts';
import type { Reloader } from '../dev/reload/reloader.ts';
import { createUnreachedRetry } from '../dev/temporal/retry-unreached.ts';
import { openTemporal } from '../dev/temporal/dev-temporal.ts';
import type { DevTemporal } from '../dev/temporal/dev-temporal.ts';
import { watchFiles } from '../dev/reload/watch-files.ts';
import { styleOf } from '../output/style.ts';
import { removeDevState, writeDevState } from '../project/dev-state.ts';
import { discoverFiles, isFunctionFile } from '../project/discover-files.ts';
import { projectPackages } from '../project/load-package.ts';
import { payloadCodecOf } from '../temporal/payload-codec.ts';
import { portTaken } from '../project/ports.ts';
import { toTemporalOptions } from '../temporal/temporal-options.ts';
import { parseTelemetryAddress, telemetryAddressTaken } from '../run/telemetry-address.ts';
import { checkTracePackages } from '../run/tracing.ts';
import type { CommandCall } from './command.ts';

/** Runs everything until Ctrl-C, and again on every change. */
export async function run({ flags }: CommandCall): Promise<undefined> {
  const inspect = toInspectAt(flags['inspect']);
  const config = await resolveConfig(flags, { running: false });
  // Said before anything starts: what is missing, and that there is nothing to run.
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

const style = styleOf(process.stdout);
/** Ctrl-C leaves functions this long; all must be over within 3 s. */
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
  // What was opened is closed, the last first, however it ends.
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
  tellCommands(config.root, { pid: process.pid, address, namespace });
  ends.push(() => removeDevState(config.root));
  const relay = await openPollRelay({ ...toTemporalOptions(config), address });
  ends.push(() => relay.close());
  const watcher = watchFiles(isFunctionFile, (paths) => onChange(paths));
  const unreached = createUnreachedRetry(temporal, () => void active.reload());
  const tellLive = createLiveReport(input);
  const active = createReloader({
    config,
    temporal: { address, namespace },
    relay,
    gate,
    telemetryGate,
    inspect,
    events: {
      onBegun: () => unreached.begun(),
      onLive: (live, milliseconds) => {
        unreached.live();
        tellLive(live, milliseconds);
      },
      onFailed: (message, code) => {
        say(
          `${style.red('error')} ${message}\n${style.dim(active.live === undefined ? '  Waiting for a change…' : '  The version before keeps running.')}`,
        );
        if (code === 'TFN_CLI_TEMPORAL_UNREACHABLE') void unreached.failed();
      },
      onModules: (files) => watcher.add(files),
      onMessage: report,
      onCrash: () => {
        say(`${style.red('error')} The process of the functions ended by itself.`);
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
  // Ctrl-C need not wait for the first version.
  await Promise.race([active.reload().then(() => stopping.promise), stopping.promise]);
}

/** Lets the other commands of the project find this Temporal. */
function tellCommands(root: string, state: Parameters<typeof writeDevState>[1]): void {
  try {
    writeDevState(root, state);
  } catch (error) {
    say(
      style.yellow(
        `Other commands will not find this Temporal (${(error as Error).message}): give them --address ${state.address}`,
      ),
    );
  }
}

/** The value of --inspect as Node takes it: nothing, a port, or host and port. */
function toInspectAt(inspect: string | boolean | undefined): InspectAt | undefined {
  if (inspect === undefined || inspect === false) return undefined;
  const [, host = '127.0.0.1', port] = /^(?:(.*):)?(\d+)$/.exec(inspect === true ? '9229' : inspect) ?? [];
  if (port !== undefined) return { host, port: Number(port) };
  throw cliError('TFN_CLI_USAGE', {
    problem: `--inspect '${inspect}' is no port, and no host and port. Give such as 9229 or 0.0.0.0:9229.`,
  });
}

function configFiles({ root, file }: ResolvedConfig): readonly string[] {
  return [...(file === undefined ? [] : [resolve(root, file)]), resolve(root, 'tsconfig.json'), resolve(root, '.env')];
}

/** The banner the first time and whenever what it shows has changed, a line otherwise. */
function createLiveReport({
  gate,
  host,
  temporal,
}: Pick<DevelopInput, 'gate' | 'host' | 'temporal'>): (live: LiveProject, milliseconds: number) => void {
  let shown = '';
  return (live, milliseconds) => {
    const httpUrl = live.http ? `http://${host === '127.0.0.1' ? 'localhost' : host}:${gate.port}` : undefined;
    const { address, uiUrl } = temporal;
    const names = JSON.stringify(
      [live.definitions.functions, live.definitions.workflows, live.definitions.triggers],
      (key, value: unknown) => (key === 'source' ? undefined : value),
    );
    if (names !== shown)
      console.log(
        `\n${toBanner({ address: address.replace('127.0.0.1', 'localhost'), uiUrl, httpUrl, live, keys: process.stdin.isTTY }, style)}\n`,
      );
    else say(style.green(`reloaded in ${Math.round(milliseconds)} ms`));
    shown = names;
  };
}

function report(message: FromRunner): void {
  if (message.type === 'invoked') say(message.text);
  if (message.type === 'schedules-failed') say(style.yellow(`The schedules were not made: ${message.message}`));
  if (message.type !== 'broken-run') return;
  const { workflowId, workflowType, problem } = message.run;
  say(
    `${style.yellow('warning')} The execution '${workflowId}' of ${workflowType} cannot go on with the code as it is now:\n` +
      `  ${problem}\n` +
      `  Undo the edit, keep the old way for it with ctx.patched('…'), or end it: tfn runs terminate ${workflowId}`,
  );
}

function say(text: string): void {
  console.log(text.replaceAll(/^(?=.)/gm, '  '));
}

function invokeLine(reloader: Reloader, line: string): void {
  const [, name = '', json = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? [];
  const { functions = [], workflows = [] } = reloader.live?.definitions ?? {};
  const known = [...workflows, ...functions].map((def) => def.name);
  if (!known.includes(name)) {
    const nearest = nearestName(name, known);
    return say(
      `There is no function or workflow '${name}'.${nearest === undefined ? '' : ` Did you mean '${nearest}'?`}`,
    );
  }
  try {
    reloader.invoke(name, json === '' ? undefined : JSON.parse(json));
  } catch (error) {
    say(`That is no JSON: ${(error as Error).message}`);
  }
}

function openInBrowser(url: string | undefined): void {
  if (url === undefined) return say('There is no Web UI to open.');
  const commands: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' };
  const child = spawn(commands[process.platform] ?? 'xdg-open', [url], { stdio: 'ignore', detached: true });
  child.on('error', () => say(`Open ${url}`)).unref();
}

function untilStopped(): { promise: Promise<undefined>; stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<undefined>((done) => {
    stop = () => done(undefined);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  return { promise, stop };
}
