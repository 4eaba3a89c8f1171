import type { Client } from '@tfn/core';
import { createClientOver } from '../client-over.ts';
import type { HttpClientOptions } from './http-options.ts';
import { createHttpTransport } from './http-transport.ts';

/** The client over HTTP: what every client of ours can do. */
export interface HttpClient<TModule = unknown> extends Client<TModule> {
  /** Where workflows start whose definition and call name no task queue. */
  readonly taskQueue: string;
}

/**
 * Makes a client that needs nothing but fetch: for edge and serverless. Nothing is sent before the first call.
 * @example
 * const client = tfn.client({ temporal: { address: 'https://temporal.example.com', apiKey }, taskQueue: 'orders' });
 * const receipt = await client.invoke('processOrder', order);
 * @throws {TfnError} TFN_DURATION_INVALID
 */
export function createClient<TModule = unknown>(options: HttpClientOptions = {}): HttpClient<TModule> {
  const { taskQueue = 'default' } = options;
  return { ...createClientOver(createHttpTransport(options), taskQueue), taskQueue } as HttpClient<TModule>;
}
