import type {
  Client as TemporalClient,
  ClientInterceptors,
  ClientOptions as TemporalClientOptions,
  Connection,
  ConnectionLike,
  ConnectionOptions,
} from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { Duration } from '@tfn/core';
import type { ValuesMode } from '@tfn/core';
import type { PayloadCodec } from '@tfn/core/encryption';

/** Where Temporal is. Missing options come from Temporal's environment variables and its TOML profile. */
export interface ClientTemporalOptions {
  /** `host:port`. @default TEMPORAL_ADDRESS, else the profile's, else 'localhost:7233' */
  address?: string;
  /** @default TEMPORAL_NAMESPACE, else the profile's, else 'default' */
  namespace?: string;
  /** Switches TLS on, unless `tls` says otherwise. @default TEMPORAL_API_KEY, else the profile's */
  apiKey?: ConnectionOptions['apiKey'];
  /** @default TEMPORAL_TLS…, else the profile's, else off */
  tls?: ConnectionOptions['tls'];
  /** The profile of the TOML file. @default TEMPORAL_PROFILE, else 'default' */
  profile?: string;
  /** Sent with each request. */
  metadata?: Record<string, string>;
  /** How long a call waits for Temporal, or a query for a worker, to answer. @default '10s' */
  connectTimeout?: Duration;
  /** A connection of your own, which `close` leaves open; may be a worker's NativeConnection. */
  connection?: Connection | ConnectionLike;
  /** A client of Temporal's SDK, used as it is, with its connection and namespace. */
  client?: TemporalClient;
}

/** Options of `tfn.client`. All have defaults. */
export interface ClientOptions {
  temporal?: ClientTemporalOptions;
  /** The task queue of workflows whose definition and call set no task queue. @default 'default' */
  taskQueue?: string;
  /** Names this client in histories. @default pid@hostname */
  identity?: string;
  /** Encrypts or compresses payloads and failures. Use the same codec as the workers. */
  payloadCodec?: PayloadCodec;
  /**
   * Largest size of the values of one message, in bytes, once they are encoded: an input, a memo, a signal's payload. Only for a Temporal
   * server whose own limit was changed.
   * @default the namespace's limit, else Temporal's default of 2 MB
   */
  maxPayloadSize?: number;
  /**
   * What is written: 'rich' also what JSON cannot express, such as Date, Map and bigint, which clients and workers of ours read back; 'json' only
   * what every SDK of Temporal's reads, so that anything else is an error. Either reads both. A `payloadConverterPath` of your own replaces it.
   * @default 'rich'
   */
  values?: ValuesMode;
  /** Temporal's own data converter. */
  dataConverter?: DataConverter;
  interceptors?: ClientInterceptors;
  /** All other options of Temporal's Client. */
  clientOptions?: Omit<
    TemporalClientOptions,
    'connection' | 'namespace' | 'identity' | 'dataConverter' | 'interceptors'
  >;
}
