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
import type { PayloadCodec } from '@tfn/core/encryption';

/** Where Temporal is. What is not given comes from Temporal's environment variables and its TOML profile. */
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
  /** A connection of your own, which `close` leaves open; a worker's NativeConnection serves as well. */
  connection?: Connection | ConnectionLike;
  /** A client of Temporal's SDK to use as it is, with its connection and namespace. */
  client?: TemporalClient;
}

/** Options of `tfn.client`. All have defaults. */
export interface ClientOptions {
  temporal?: ClientTemporalOptions;
  /** Where workflows start whose definition and call name no task queue. @default 'default' */
  taskQueue?: string;
  /** Names this client in histories. @default pid@hostname */
  identity?: string;
  /** Encrypts or compresses what goes out, failures as well: the same codec as the workers'. */
  payloadCodec?: PayloadCodec;
  /** Temporal's own. */
  dataConverter?: DataConverter;
  interceptors?: ClientInterceptors;
  /** Every other option of Temporal's own Client. */
  clientOptions?: Omit<
    TemporalClientOptions,
    'connection' | 'namespace' | 'identity' | 'dataConverter' | 'interceptors'
  >;
}
