import { testingError } from '../../errors.ts';
import type { AcquireOptions } from '../acquire/acquire-dev-server.ts';

/** The types that a search attribute of Temporal may have. */
export type SearchAttributeKind = 'Text' | 'Keyword' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

export interface DevServerOptions extends AcquireOptions {
  /** `host:port` of a running Temporal server (without TLS). Nothing is started or stopped then. */
  readonly address?: string;
  /** The gRPC port. @default a free one */
  readonly port?: number;
  /** The port of Temporal's HTTP API. @default a free one */
  readonly httpPort?: number;
  /** Serves Temporal's Web UI. @default false, or true with `uiPort` */
  readonly ui?: boolean;
  /** The port of the Web UI. @default a free one */
  readonly uiPort?: number;
  /** The namespace that exists when the server is ready. @default 'default' */
  readonly namespace?: string;
  /** Further namespaces to create. */
  readonly namespaces?: readonly string[];
  /** A file that keeps the server's state from one start to the next. @default in memory */
  readonly dbFilename?: string;
  /** Temporal's dynamic config. Overrides our defaults (`fastDynamicConfig`); `null` removes one. */
  readonly dynamicConfig?: Readonly<Record<string, unknown>>;
  /** Custom search attributes, name to type. */
  readonly searchAttributes?: Readonly<Record<string, SearchAttributeKind>>;
  /** @default 'warn' */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'never';
  /** Where the server's output goes; kept. @default a temporary file, removed when the server stops */
  readonly logFile?: string;
  /** Further arguments of `temporal server start-dev`. */
  readonly extraArgs?: readonly string[];
  /** Milliseconds until the server must be ready, acquisition not counted. @default 30000; 5000 with `address` */
  readonly startTimeout?: number;
  /** Called when the server's process exists, before it is ready. @internal */
  readonly onSpawn?: () => void;
}

/** @throws {TfnError} TFN_SERVER_OPTION_INVALID */
export function assertDevServerOptions(options: DevServerOptions): void {
  for (const option of ['port', 'httpPort', 'uiPort'] as const) {
    const port = options[option];
    if (port === undefined || (Number.isInteger(port) && port > 0 && port < 65_536)) continue;
    throw invalid(option, port, 'a whole number from 1 to 65535');
  }
  const { address, startTimeout } = options;
  if (address !== undefined && !/^[^\s/]+:\d+$/.test(address)) {
    throw invalid('address', address, "'host:port', such as 'localhost:7233',");
  }
  if (startTimeout !== undefined && !(startTimeout > 0)) {
    throw invalid('startTimeout', startTimeout, 'a number of milliseconds above 0');
  }
}

// --- internal ---

function invalid(option: string, value: unknown, expected: string): Error {
  return testingError('TFN_SERVER_OPTION_INVALID', { option, value: String(value), expected });
}
