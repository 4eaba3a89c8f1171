import type { Duration } from '@tfn/core';
import type { PayloadCodec } from '@tfn/core/encryption';

/** Where Temporal's HTTP API is. Nothing is read from the environment. */
export interface HttpTemporalOptions {
  /** A URL, such as 'https://temporal.example.com', or `host:port`. @default 'localhost:7243' */
  address?: string;
  /** @default 'default' */
  namespace?: string;
  /** Goes out as `Authorization: Bearer`; a function is asked for each request. Without a scheme in `address`, makes it https. */
  apiKey?: string | (() => string | Promise<string>);
  /** Sent with each request. */
  headers?: Record<string, string>;
  /** Makes the requests, and heeds their `signal`. @default the global fetch */
  fetch?: typeof globalThis.fetch;
  /** Closes the client when it aborts. */
  signal?: AbortSignal;
  /** How long a call waits for Temporal, or a query for a worker, to answer; tries again within it. @default '10s' */
  connectTimeout?: Duration;
}

/** Options of the client over HTTP. All have defaults. */
export interface HttpClientOptions {
  temporal?: HttpTemporalOptions;
  /** Where workflows start whose definition and call name no task queue. @default 'default' */
  taskQueue?: string;
  /** Names this client in histories. @default 'tfn' */
  identity?: string;
  /** Encrypts or compresses what goes out, as the workers' codec does. */
  payloadCodec?: PayloadCodec;
}
