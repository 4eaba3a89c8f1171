import type { Client } from '@tfn/core';
import { createClientOver } from '../client-over.ts';
import { assertOptionNames } from '../option-names.ts';
import type { HttpClientOptions, HttpTemporalOptions } from './http-options.ts';
import { createHttpTransport } from './http-transport.ts';

/** The client over HTTP. */
export interface HttpClient<TModule = unknown> extends Client<TModule> {
  /** The task queue of workflows whose definition and call set no task queue. */
  readonly taskQueue: string;
}

/**
 * Makes a client that needs only fetch, for edge and serverless platforms. It sends nothing before the first call.
 * @example
 * const client = tfn.client({ temporal: { address: 'https://temporal.example.com', apiKey }, taskQueue: 'orders' });
 * const receipt = await client.invoke('processOrder', order);
 * @throws {TfnError} TFN_DURATION_INVALID
 */
export function createClient<TModule = unknown>(options: HttpClientOptions = {}): HttpClient<TModule> {
  assertOptionNames(options, { client: CLIENT, temporal: TEMPORAL });
  const { taskQueue = 'default' } = options;
  return { ...createClientOver(createHttpTransport(options), taskQueue), taskQueue } as HttpClient<TModule>;
}

// --- internal ---

const CLIENT: Readonly<Record<keyof HttpClientOptions, true>> = {
  temporal: true,
  taskQueue: true,
  identity: true,
  payloadCodec: true,
  maxPayloadSize: true,
  values: true,
};

const TEMPORAL: Readonly<Record<keyof HttpTemporalOptions, true>> = {
  address: true,
  namespace: true,
  apiKey: true,
  headers: true,
  fetch: true,
  signal: true,
  connectTimeout: true,
};
