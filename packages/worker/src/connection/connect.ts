import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { toMilliseconds } from '@tfn/core';
import type { Duration } from '@tfn/core';
import { definedOnly } from '@tfn/core/internal';
import { keepApiKey, readApiKey } from './api-key.ts';
import type { ApiKey } from './api-key.ts';
import { workerError } from '../errors.ts';
import { DEFAULT_VALUE_LIMIT } from '../shared/sandbox-settings.ts';
import type { AttributeTypes } from '../shared/search-attributes.ts';
import { readSearchAttributes } from './read-search-attributes.ts';

/** How to reach Temporal. Missing options come from Temporal's environment variables and its TOML profile. */
export interface WorkerTemporalOptions {
  /** @default TEMPORAL_ADDRESS, else the profile's, else 'localhost:7233' */
  address?: string;
  /** @default TEMPORAL_NAMESPACE, else the profile's, else 'default' */
  namespace?: string;
  /** Enables TLS unless `tls` says otherwise. A function is called again every `apiKeyInterval`. @default TEMPORAL_API_KEY, else the profile's */
  apiKey?: ApiKey;
  /** How often a function given as `apiKey` is called. @default '1 minute' */
  apiKeyInterval?: Duration;
  tls?: NativeConnectionOptions['tls'];
  /** The profile of the TOML file. @default TEMPORAL_PROFILE, else 'default' */
  profile?: string;
  metadata?: Record<string, string>;
  /** How long `start` attempts to reach Temporal. @default '10s' */
  connectTimeout?: Duration;
  /** A connection of your own, which stays open when the worker stops. */
  connection?: NativeConnection;
}

/** A working connection, and a namespace that exists there. */
export interface WorkerConnection {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** Largest value that the namespace accepts, in bytes. */
  readonly valueLimit: number;
  /** Its search attributes; undefined when they cannot be read. */
  readonly searchAttributes: AttributeTypes | undefined;
  /** Closes what was opened here. */
  close(): Promise<void>;
}

/**
 * Connects and checks that the namespace exists, within the connect timeout.
 * @throws {TfnError} TFN_WORKER_UNREACHABLE, TFN_WORKER_NAMESPACE
 */
export async function connect(options: WorkerTemporalOptions): Promise<WorkerConnection> {
  const config: ClientConnectConfig = loadClientConnectConfig(definedOnly({ profile: options.profile }));
  const { address: configured, ...fromConfig } = config.connectionOptions;
  const address = options.address ?? configured ?? 'localhost:7233';
  const namespace = options.namespace ?? config.namespace ?? 'default';
  const apiKey = await readApiKey(options.apiKey);
  const given = definedOnly({ apiKey, tls: options.tls, metadata: options.metadata });
  const timeout = toMilliseconds(options.connectTimeout ?? 10_000, 'temporal.connectTimeout');
  const connection =
    options.connection ??
    (await open({ ...definedOnly(fromConfig), ...given, address } as NativeConnectionOptions, { address, timeout }));
  const interval = toMilliseconds(options.apiKeyInterval ?? 60_000, 'temporal.apiKeyInterval');
  const endKeys = keepApiKey(connection, options.apiKey, interval);
  const close = async (): Promise<void> => {
    endKeys();
    if (options.connection === undefined) await connection.close();
  };
  try {
    const [valueLimit, searchAttributes] = await Promise.all([
      readValueLimit(connection, { namespace, address }),
      readSearchAttributes(connection, namespace),
    ]);
    return { connection, namespace, valueLimit, searchAttributes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

// --- internal ---

const RETRY_PAUSE = 250;
const NO_ANSWER = 'no answer';

async function open(
  options: NativeConnectionOptions,
  { address, timeout }: { address: string; timeout: number },
): Promise<NativeConnection> {
  const deadline = Date.now() + timeout;
  let reason = NO_ANSWER;
  do {
    const attempt = NativeConnection.connect(options);
    const left = Math.max(deadline - Date.now(), 1);
    try {
      return await withTimeout(attempt, left);
    } catch (error) {
      // The reason of an earlier attempt says more than that the last one had no time left.
      if (error instanceof Error && error.message !== NO_ANSWER) reason = toReason(error.message);
      // If it connects later, the connection is no longer needed.
      void attempt.then((late) => late.close()).catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(RETRY_PAUSE, left)));
  } while (Date.now() < deadline);
  throw workerError('TFN_WORKER_UNREACHABLE', { address, seconds: timeout / 1000, reason });
}

/** The message of the innermost native error, out of the text that Rust prints. */
function toReason(message: string): string {
  return /.*message: "([^"]+)"/s.exec(message)?.[1] ?? message.replaceAll(/\s+/g, ' ');
}

async function withTimeout<TResult>(promise: Promise<TResult>, milliseconds: number): Promise<TResult> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(NO_ANSWER)), milliseconds);
  });
  try {
    return await Promise.race([promise, passed]);
  } finally {
    clearTimeout(timer);
  }
}

/** Checks that the namespace exists, and reads its limit for the size of values. */
async function readValueLimit(
  connection: NativeConnection,
  { namespace, address }: { namespace: string; address: string },
): Promise<number> {
  try {
    const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace });
    return Number(namespaceInfo?.limits?.blobSizeLimitError ?? 0) || DEFAULT_VALUE_LIMIT;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === GRPC_NOT_FOUND) throw workerError('TFN_WORKER_NAMESPACE', { namespace, address }, error);
    // Credentials may allow polling but not describing: then the worker itself reports a missing namespace.
    if (code !== GRPC_PERMISSION_DENIED) throw error;
    return DEFAULT_VALUE_LIMIT;
  }
}

const GRPC_NOT_FOUND = 5;
const GRPC_PERMISSION_DENIED = 7;
