import type { ClientOptions } from './client-options.ts';
import type * as grpcClient from './grpc/client.ts';
import type { TfnClient } from './grpc/client.ts';

/**
 * Makes a client. Nothing is loaded and nothing connects before the first call, so that a client may be made anywhere.
 * Name a module of definitions to call them by name, with types and without loading them.
 * @example
 * const client = tfn.client<typeof import('./functions.ts')>({ taskQueue: 'orders' });
 * const receipt = await client.invoke('processOrder', order);
 * @throws {TfnError} TFN_NODE_TOO_OLD, TFN_DURATION_INVALID
 */
export function createClient<TModule = unknown>(options: ClientOptions = {}): TfnClient<TModule> {
  // Loaded now rather than with the package: who imports this for its vocabulary alone need not wait for it.
  const { createGrpcClient } = require('./grpc/client') as typeof grpcClient;
  return createGrpcClient<TModule>(options);
}
