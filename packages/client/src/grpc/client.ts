import type { Client } from '@tfn/core';
import { assertNodeVersion } from '@tfn/core/internal';
import type { Client as TemporalClient } from '@temporalio/client';
import { createClientOver } from '../client-over.ts';
import type { ClientOptions } from '../client-options.ts';
import { createConnection } from './connection.ts';

/** The client over gRPC: what every client of ours can do, and Temporal's own client beneath it. */
export interface TfnClient<TModule = unknown> extends Client<TModule> {
  /** Temporal's own client, for the same place. Loaded when first asked for. @throws {TfnError} TFN_CLIENT_CLOSED, TFN_CLIENT_CONFIG */
  readonly temporal: TemporalClient;
  /** Where workflows start whose definition and call name no task queue. */
  readonly taskQueue: string;
}

/** What `createClient` loads when it is called. @throws {TfnError} TFN_NODE_TOO_OLD, TFN_DURATION_INVALID */
export function createGrpcClient<TModule>(options: ClientOptions): TfnClient<TModule> {
  assertNodeVersion();
  const { taskQueue = 'default' } = options;
  const connection = createConnection(options);
  const client = {
    ...createClientOver(connection, taskQueue),
    taskQueue,
    // A getter: to ask for it is what loads it.
    get temporal(): TemporalClient {
      return connection.open().temporal;
    },
  };
  return client as TfnClient<TModule>;
}
