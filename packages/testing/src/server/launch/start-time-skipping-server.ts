import { testingError } from '../../errors.ts';
import { acquireTimeSkippingServer } from '../acquire/acquire-time-skipping-server.ts';
import type { AcquireOptions } from '../acquire/acquire-dev-server.ts';
import { freePorts, loopback } from './free-port.ts';
import { launchServer, PortLostError } from './launch-server.ts';
import type { RunningServer } from './launch-server.ts';
import { toServerCommand } from '../options/time-skipping-command.ts';
import type { ServerCommand } from '../options/time-skipping-command.ts';

export interface TimeSkippingServerOptions extends AcquireOptions {
  /** Where the server's output goes; kept. @default a temporary file, removed when the server stops */
  readonly logFile?: string;
  /** Milliseconds until the server must be ready, acquisition not counted. @default 60000 */
  readonly startTimeout?: number;
  /** Called when the server's process exists, before it is ready. @internal */
  readonly onSpawn?: () => void;
}

/** Temporal's test server, whose clock can be moved. */
export interface TimeSkippingServer {
  /** `host:port` of its gRPC API. */
  readonly address: string;
  readonly namespace: 'default';
  readonly pid: number;
  readonly logFile: string;
  /** Stops the server. Resolves when its process is gone. Does nothing when called again. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts Temporal's time-skipping test server on loopback, and installs it first if necessary. It ends with `stop()`, and otherwise
 * with this process, however that ends; it does not keep this process alive.
 * @throws {TfnError} TFN_TEST_SERVER_NOT_FOUND, TFN_TEST_SERVER_INVALID, TFN_SERVER_START_FAILED, TFN_SERVER_START_TIMEOUT
 */
export async function startTimeSkippingServer(options: TimeSkippingServerOptions = {}): Promise<TimeSkippingServer> {
  const { path, source } = await acquireTimeSkippingServer(options);
  const found = toServerCommand(path);
  if (found === undefined) throw testingError('TFN_TEST_SERVER_INVALID', { path, from: source, why: 'it is gone' });
  const { running, address } = await launch(found, options);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= running.stop());
  const { pid, logFile } = running;
  return { address, namespace: 'default', pid, logFile, stop, [Symbol.asyncDispose]: stop };
}

// --- internal ---

const DEFAULT_START_TIMEOUT = 60_000;
const MAX_ATTEMPTS = 5;

async function launch(
  { command, args }: ServerCommand,
  options: TimeSkippingServerOptions,
): Promise<{ running: RunningServer; address: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const [port] = (await freePorts(1)) as [number];
    const address = `${loopback}:${port}`;
    try {
      const running = await launchServer({
        kind: 'time-skipping server',
        path: command,
        args: [...args, String(port)],
        target: { address, namespace: 'default' },
        timeout: options.startTimeout ?? DEFAULT_START_TIMEOUT,
        graceful: false,
        ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
        ...(options.onSpawn === undefined ? {} : { onSpawn: options.onSpawn }),
      });
      return { running, address };
    } catch (error) {
      if (!(error instanceof PortLostError)) throw error;
      if (attempt === MAX_ATTEMPTS) throw error.cause;
    }
  }
}
