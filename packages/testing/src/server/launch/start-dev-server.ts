import { acquireDevServer } from '../acquire/acquire-dev-server.ts';
import { devServerArgs } from '../options/dev-server-args.ts';
import type { DevServerPorts } from '../options/dev-server-args.ts';
import { assertDevServerOptions } from '../options/dev-server-options.ts';
import type { DevServerOptions } from '../options/dev-server-options.ts';
import { freePorts, isPortFree, loopback } from './free-port.ts';
import { probeTemporal } from './grpc-probe.ts';
import { launchServer, PortLostError } from './launch-server.ts';
import type { RunningServer } from './launch-server.ts';
import { testingError } from '../../errors.ts';

/** A Temporal server: started by us, or, with the option `address`, one that was already running. */
export interface DevServer {
  /** `host:port` of its gRPC API. */
  readonly address: string;
  /** The namespace to use; it exists. */
  readonly namespace: string;
  /** The gRPC port. */
  readonly port: number;
  readonly uiPort?: number;
  readonly uiUrl?: string;
  /** The port of the HTTP API. Unknown for a server that was not started here. */
  readonly httpPort?: number;
  /** `host:port` of the HTTP API, which `@tfn/client/http` speaks. Unknown for a server that was not started here. */
  readonly httpAddress?: string;
  /** The server's process id. Undefined for a server that was not started here. */
  readonly pid?: number;
  /** The file with the server's output. Undefined for a server that was not started here. */
  readonly logFile?: string;
  /** Stops the server. Resolves when its process is gone and its ports are free. Does nothing when called again. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts Temporal's dev server on loopback, and installs it first if necessary. Resolves when it
 * answers over gRPC, its namespace exists and its Web UI, if requested, is up. It ends with `stop()`, and otherwise with this process, however
 * that ends. A server without `stop()` does not keep this process alive.
 * @throws {TfnError} TFN_SERVER_NOT_FOUND
 * @throws {TfnError} TFN_SERVER_PATH_INVALID
 * @throws {TfnError} TFN_SERVER_OPTION_INVALID
 * @throws {TfnError} TFN_SERVER_PORT_TAKEN
 * @throws {TfnError} TFN_SERVER_START_FAILED with the end of the server's log
 * @throws {TfnError} TFN_SERVER_START_TIMEOUT with the end of the server's log
 * @throws {TfnError} TFN_SERVER_ADDRESS_UNREACHABLE when the option `address` is given
 * @throws {TfnError} TFN_SERVER_NAMESPACE_UNKNOWN when the option `address` is given
 */
export async function startDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  assertDevServerOptions(options);
  if (options.address !== undefined) return useRunning(options.address, options);
  const { path } = await acquireDevServer(options);
  await assertPortsFree(options);
  return startOnPorts(path, options, () => choosePorts(options));
}

/**
 * Starts the server at `path` on the ports that `choose` returns, and asks it for others when another
 * process took one of them in the meantime.
 * @internal
 */
export async function startOnPorts(
  path: string,
  options: DevServerOptions,
  choose: () => Promise<DevServerPorts>,
): Promise<DevServer> {
  const namespace = options.namespace ?? defaultNamespace;
  for (let attempt = 1; ; attempt += 1) {
    const ports = await choose();
    try {
      const running = await launchServer({
        path,
        args: devServerArgs(options, ports),
        target: { address: `${loopback}:${ports.grpc}`, namespace },
        httpPort: ports.http,
        ...(ports.ui === undefined ? {} : { uiPort: ports.ui }),
        timeout: options.startTimeout ?? defaultStartTimeout,
        graceful: options.dbFilename !== undefined,
        ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
        ...(options.onSpawn === undefined ? {} : { onSpawn: options.onSpawn }),
      });
      return toDevServer(running, ports, namespace);
    } catch (error) {
      if (!(error instanceof PortLostError)) throw error;
      if (attempt === maxAttempts) throw error.cause;
    }
  }
}

// --- internal ---

const defaultNamespace = 'default';
const defaultStartTimeout = 30_000;
const addressTimeout = 5000;
const maxAttempts = 5;

async function useRunning(address: string, options: DevServerOptions): Promise<DevServer> {
  const namespace = options.namespace ?? defaultNamespace;
  const result = await probeTemporal({ address, namespace }, options.startTimeout ?? addressTimeout);
  if (result.state === 'no-namespace') {
    throw testingError('TFN_SERVER_NAMESPACE_UNKNOWN', { address, namespace });
  }
  if (result.state === 'not-ready') {
    throw testingError('TFN_SERVER_ADDRESS_UNREACHABLE', { address, why: result.why });
  }
  const stop = async (): Promise<void> => {};
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  return { address, namespace, port, stop, [Symbol.asyncDispose]: stop };
}

async function assertPortsFree(options: DevServerOptions): Promise<void> {
  for (const option of ['port', 'httpPort', 'uiPort'] as const) {
    const port = options[option];
    if (port === undefined || (await isPortFree(port))) continue;
    throw testingError('TFN_SERVER_PORT_TAKEN', { option, port });
  }
}

async function choosePorts(options: DevServerOptions): Promise<DevServerPorts> {
  const [grpc, http, ui] = (await freePorts(3)) as [number, number, number];
  const withUi = options.ui ?? options.uiPort !== undefined;
  return {
    grpc: options.port ?? grpc,
    http: options.httpPort ?? http,
    ...(withUi ? { ui: options.uiPort ?? ui } : {}),
  };
}

function toDevServer(running: RunningServer, ports: DevServerPorts, namespace: string): DevServer {
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= running.stop());
  return {
    address: `${loopback}:${ports.grpc}`,
    namespace,
    port: ports.grpc,
    httpPort: ports.http,
    httpAddress: `${loopback}:${ports.http}`,
    ...(ports.ui === undefined ? {} : { uiPort: ports.ui, uiUrl: `http://${loopback}:${ports.ui}` }),
    pid: running.pid,
    logFile: running.logFile,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
