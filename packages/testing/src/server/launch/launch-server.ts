import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { probeTemporal } from './grpc-probe.ts';
import type { ProbeResult, ProbeTarget } from './grpc-probe.ts';
import { loopback } from './free-port.ts';
import { startWatchdog } from './watchdog.ts';
import { testingError } from '../../errors.ts';

export interface LaunchOptions {
  readonly path: string;
  readonly args: readonly string[];
  /** Must answer before the server is ready. */
  readonly target: ProbeTarget;
  /** Must accept connections too. Two ports of our own choice distinguish our server from any other. */
  readonly httpPort?: number;
  /** Must accept connections too: the Web UI is up a moment after the rest. */
  readonly uiPort?: number;
  /** Its name in errors. @default 'dev server' */
  readonly kind?: string;
  /** Milliseconds until the server must be ready. */
  readonly timeout: number;
  /** Lets the server stop by itself (about 1 s) instead of killing it: for one with a database. */
  readonly graceful: boolean;
  readonly logFile?: string;
  /** Called when the process exists, before it is ready. */
  readonly onSpawn?: () => void;
}

export interface RunningServer {
  readonly pid: number;
  readonly logFile: string;
  stop(): Promise<void>;
}

/** Another process took a port between its choice and its use. `cause` is the error for users. */
export class PortLostError extends Error {}

/**
 * Starts one server process and waits until it is ready.
 * @throws {PortLostError} when a port was taken meanwhile
 * @throws {TfnError} TFN_SERVER_START_FAILED
 * @throws {TfnError} TFN_SERVER_START_TIMEOUT
 */
export async function launchServer(options: LaunchOptions): Promise<RunningServer> {
  const logFile = resolve(options.logFile ?? join(tmpdir(), `tfn-server-${randomUUID()}.log`));
  const temporaryFiles = options.logFile === undefined ? [logFile] : [];
  const watchdog = startWatchdog();
  let server: Spawned | undefined;
  const stop = async (): Promise<void> => {
    if (server) await end(server.process, options.graceful);
    await watchdog.dismiss();
    for (const file of temporaryFiles) rmSync(file, { force: true });
  };
  try {
    server = spawnServer(options, logFile);
    const { pid } = server.process;
    if (pid !== undefined) watchdog.guard({ pid, graceful: options.graceful, files: temporaryFiles });
    server.process.once('exit', () => watchdog.forget());
    options.onSpawn?.();
    await untilReady(server, options);
    server.process.unref();
    return { pid: pid as number, logFile, stop };
  } catch (error) {
    const failure = toStartError(error, options, readLog(logFile));
    await stop();
    throw failure;
  }
}

// --- internal ---

const probeTimeout = 2000;
const probeEvery = 20;
const gracePeriod = 10_000;
const tailLines = 15;

interface Spawned {
  readonly process: ChildProcess;
  /** Set when the executable could not be started. */
  readonly failure: () => Error | undefined;
}

/** The server ended, or never started. */
class ServerGoneError extends Error {}

class NotReadyError extends Error {
  readonly milliseconds: number;

  constructor(missing: string, milliseconds: number) {
    super(missing);
    this.milliseconds = milliseconds;
  }
}

function spawnServer({ path, args }: LaunchOptions, logFile: string): Spawned {
  let output: number;
  try {
    output = openSync(logFile, 'w');
  } catch (error) {
    throw new ServerGoneError(`its log file cannot be written (${(error as Error).message})`);
  }
  try {
    const stdio: StdioOptions = ['ignore', output, output];
    const child = spawn(path, args, { detached: true, stdio, env: serverEnvironment(), windowsHide: true });
    let failure: Error | undefined;
    child.once('error', (error) => (failure = error));
    return { process: child, failure: () => failure };
  } catch (error) {
    // Some errors are thrown immediately, such as an argument that is invalid for any process.
    throw new ServerGoneError((error as Error).message, { cause: error });
  } finally {
    closeSync(output);
  }
}

/** Without the settings of Temporal's clients, which the CLI would read as well. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}

async function untilReady(server: Spawned, options: LaunchOptions): Promise<void> {
  const deadline = Date.now() + options.timeout;
  for (;;) {
    const result = await probeTemporal(options.target, probeTimeout);
    const missing = result.state === 'ready' ? await findSilent(options) : whyNotReady(result, options);
    assertAlive(server);
    if (missing === undefined) return;
    if (Date.now() >= deadline) throw new NotReadyError(missing, options.timeout);
    await sleep(probeEvery);
  }
}

function assertAlive({ process: child, failure }: Spawned): void {
  const error = failure();
  if (error) throw new ServerGoneError(error.message, { cause: error });
  if (child.exitCode !== null) throw new ServerGoneError(`it ended with exit code ${child.exitCode}`);
  if (child.signalCode !== null) throw new ServerGoneError(`it was killed by ${child.signalCode}`);
}

type NotReady = Exclude<ProbeResult, { readonly state: 'ready' }>;

function whyNotReady(result: NotReady, { target }: LaunchOptions): string {
  return result.state === 'no-namespace' ? `its namespace '${target.namespace}' is not there` : result.why;
}

/** Which part of an answering server is not up yet, if any. */
async function findSilent({ httpPort, uiPort }: LaunchOptions): Promise<string | undefined> {
  if (httpPort !== undefined && !(await accepts(httpPort))) return `its HTTP API does not listen on port ${httpPort}`;
  if (uiPort !== undefined && !(await accepts(uiPort))) return `its web UI does not listen on port ${uiPort}`;
  return undefined;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, loopback);
    const answer = (accepted: boolean): void => {
      socket.destroy();
      done(accepted);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

function toStartError(error: unknown, { path, kind = 'dev server' }: LaunchOptions, output: string): unknown {
  const log = tellingPart(output);
  if (error instanceof NotReadyError) {
    const { milliseconds, message } = error;
    return testingError('TFN_SERVER_START_TIMEOUT', { kind, path, milliseconds, missing: message, log });
  }
  if (!(error instanceof ServerGoneError)) return error;
  const failed = testingError('TFN_SERVER_START_FAILED', { kind, path, why: error.message, log }, error);
  const portLost = /address already in use|only one usage of each socket address/i.test(output);
  return portLost ? new PortLostError(error.message, { cause: failed }) : failed;
}

function readLog(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8');
  } catch {
    return '';
  }
}

/** The lines of a log that say why the server ended. */
function tellingPart(output: string): string {
  // For a flag that it rejects, the CLI prints the message and then a page of usage.
  const [log = ''] = output.split(/^Usage:$/m, 1);
  // A Go program that panics writes the reason first and then many lines of stack.
  const panic = log.search(/^panic: /m);
  if (panic >= 0) return log.slice(panic).split('\n', tailLines).join('\n');
  return log.trimEnd().split('\n').slice(-tailLines).join('\n') || '(the log is empty)';
}

async function end(child: ChildProcess, graceful: boolean): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const gone = once(child, 'exit');
  child.kill(graceful ? 'SIGTERM' : 'SIGKILL');
  const timer = setTimeout(() => child.kill('SIGKILL'), gracePeriod);
  await gone;
  clearTimeout(timer);
}
