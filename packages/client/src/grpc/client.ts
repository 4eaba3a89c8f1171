import type { Client } from '@tfn/core';
import { assertNodeVersion } from '@tfn/core/internal';
import type { Client as TemporalClient } from '@temporalio/client';
import { createClientOver } from '../client-over.ts';
import type { ClientOptions, ClientTemporalOptions } from '../client-options.ts';
import { assertOptionNames } from '../option-names.ts';
import { createConnection } from './connection.ts';

/** The client over gRPC, with Temporal's own client beneath it. */
export interface TfnClient<TModule = unknown> extends Client<TModule> {
  /** Temporal's own client, with the same address and namespace; loaded on first access. @throws {TfnError} TFN_CLIENT_CLOSED, TFN_CLIENT_CONFIG */
  readonly temporal: TemporalClient;
  /** The task queue of workflows whose definition and call set no task queue. */
  readonly taskQueue: string;
}

/** `createClient` loads this module when it is called. @throws {TfnError} TFN_NODE_TOO_OLD, TFN_DURATION_INVALID */
export function createGrpcClient<TModule>(options: ClientOptions): TfnClient<TModule> {
  assertNodeVersion();
  assertOptionNames(options, { client: CLIENT, temporal: TEMPORAL });
  const { taskQueue = 'default' } = options;
  const connection = createConnection(options);
  const client = {
    ...createClientOver(connection, taskQueue),
    taskQueue,
    // A getter, so that only its use loads Temporal's client.
    get temporal(): TemporalClient {
      return connection.open().temporal;
    },
  };
  return client as TfnClient<TModule>;
}

// --- internal ---

const CLIENT: Readonly<Record<keyof ClientOptions, true>> = {
  temporal: true,
  taskQueue: true,
  identity: true,
  payloadCodec: true,
  dataConverter: true,
  interceptors: true,
  clientOptions: true,
  maxPayloadSize: true,
  values: true,
};

const TEMPORAL: Readonly<Record<keyof ClientTemporalOptions, true>> = {
  address: true,
  namespace: true,
  apiKey: true,
  tls: true,
  profile: true,
  metadata: true,
  connectTimeout: true,
  connection: true,
  client: true,
};
