import type * as clientPackage from '@tfn/client';
import type { ClientOptions, TfnClient } from '@tfn/client';
import { definedOnly } from '@tfn/core/internal';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { projectPackages } from '../project/load-package.ts';
import { payloadCodecOf } from './payload-codec.ts';
import { toTemporalOptions } from './temporal-options.ts';

/** Options of a client, besides the project's configuration. */
export interface OpenClientOptions extends Pick<ClientOptions, 'interceptors'> {
  /** The connection of a worker of this process, to start workflows eagerly; the client does not close it. @default a new connection */
  readonly connection?: NonNullable<ClientOptions['temporal']>['connection'];
}

/** Creates a client for the project's Temporal, using the project's `@tfn/client`. @throws {TfnError} TFN_CLI_PACKAGE_MISSING, TFN_ENCRYPTION_KEYS */
export function openClient(
  config: ResolvedConfig,
  purpose: string,
  { interceptors, connection }: OpenClientOptions = {},
): TfnClient {
  const { createClient } = projectPackages(config.root).load<typeof clientPackage>('@tfn/client', purpose);
  const { taskQueue, values } = config;
  return createClient({
    temporal: { ...toTemporalOptions(config), ...definedOnly({ connection }) },
    taskQueue,
    ...definedOnly({ interceptors, values, payloadCodec: payloadCodecOf(config) }),
  });
}
