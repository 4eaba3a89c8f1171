import type { Duration, ValuesMode } from '@tfn/core';
import type { PayloadCodec } from '@tfn/core/encryption';

/** Where Temporal's HTTP API is. The client reads nothing from the environment. */
export interface HttpTemporalOptions {
  /** A URL, such as 'https://temporal.example.com', or `host:port`. @default 'localhost:7243' */
  address?: string;
  /** @default 'default' */
  namespace?: string;
  /** Sent as `Authorization: Bearer`; a function is called for each request. If `address` has no scheme, a key makes it https. */
  apiKey?: string | (() => string | Promise<string>);
  /** Sent with each request. */
  headers?: Record<string, string>;
  /** Makes the requests; must respect their `signal`. @default the global fetch */
  fetch?: typeof globalThis.fetch;
  /** Closes the client when it aborts. */
  signal?: AbortSignal;
  /** How long a call waits for Temporal, or a query for a worker, to answer, retries included. @default '10s' */
  connectTimeout?: Duration;
}

/** Options of the client over HTTP. All have defaults. */
export interface HttpClientOptions {
  temporal?: HttpTemporalOptions;
  /** The task queue of workflows whose definition and call set no task queue. @default 'default' */
  taskQueue?: string;
  /** Names this client in histories. @default 'tfn' */
  identity?: string;
  /** Encrypts or compresses payloads. Use the same codec as the workers. */
  payloadCodec?: PayloadCodec;
  /**
   * What is written: 'rich' also what JSON cannot express, such as Date, Map and bigint, which clients and workers of ours read back; 'json' only
   * what every SDK of Temporal's reads, so that anything else is an error. Either reads both.
   * @default 'rich'
   */
  values?: ValuesMode;
  /**
   * Largest size of the values of one message, in bytes, once they are encoded: an input, a memo, a signal's payload. Only for a Temporal
   * server whose own limit was changed.
   * @default the namespace's limit, else Temporal's default of 2 MB
   */
  maxPayloadSize?: number;
}
