import type { ConnectionOptions } from '@temporalio/client';
import { definedOnly } from '@tfn/core/internal';
import type { ClientTemporalOptions } from '../client-options.ts';
import { clientError } from '../errors/errors.ts';

/** Where Temporal is, and how to connect. */
export interface TemporalConfig {
  readonly address: string;
  readonly namespace: string;
  readonly connectionOptions: ConnectionOptions;
}

/**
 * Completes the options from Temporal's standard environment variables and TOML profile, which it reads now.
 * @throws {TfnError} TFN_CLIENT_CONFIG
 */
export function readTemporalConfig(given: ClientTemporalOptions): TemporalConfig {
  const { namespace, connectionOptions } = loadStandard(given.profile);
  const address = given.address ?? connectionOptions.address ?? 'localhost:7233';
  const { apiKey, tls, metadata } = given;
  return {
    address,
    namespace: given.namespace ?? namespace ?? 'default',
    connectionOptions: {
      ...definedOnly(connectionOptions),
      ...definedOnly({ apiKey, tls, metadata }),
      address,
    } as ConnectionOptions,
  };
}

// --- internal ---

function loadStandard(profile: string | undefined): {
  namespace?: string | undefined;
  connectionOptions: ConnectionOptions;
} {
  const { loadClientConnectConfig } = require('@temporalio/envconfig') as typeof import('@temporalio/envconfig');
  try {
    return loadClientConnectConfig(definedOnly({ profile })) as ReturnType<typeof loadStandard>;
  } catch (error) {
    throw clientError('TFN_CLIENT_CONFIG', { problem: error instanceof Error ? error.message : String(error) }, error);
  }
}
