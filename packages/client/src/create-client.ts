import type { ClientOptions } from './client-options.ts';
import type * as grpcClient from './grpc/client.ts';
import type { TfnClient } from './grpc/client.ts';

/**
 * Makes a client. It loads nothing and does not connect before the first call, so you can make one anywhere.
 * Pass the type of a module of definitions to call them by name: typed, but not loaded.
 * @example
 * const client = tfn.client<typeof import('./functions.ts')>({ taskQueue: 'orders' });
 * const receipt = await client.invoke('processOrder', order);
 * @throws {TfnError} TFN_NODE_TOO_OLD, TFN_DURATION_INVALID
 */
export function createClient<TModule = unknown>(options: ClientOptions = {}): TfnClient<TModule> {
  // Loaded here, not with the package: imports that only define functions and workflows stay fast.
  const { createGrpcClient } = require('./grpc/client') as typeof grpcClient;
  return createGrpcClient<TModule>(options);
}
