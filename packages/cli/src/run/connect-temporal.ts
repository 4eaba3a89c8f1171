import { loadClientConnectConfig } from '@temporalio/envconfig';
import type * as temporalWorker from '@temporalio/worker';
import type { NativeConnection, NativeConnectionOptions } from '@temporalio/worker';
import { definedOnly } from '@tfn/core/internal';
import { cliError } from '../errors.ts';
import type { TemporalOptions } from '../project/temporal-options.ts';

/** Connects once for the workers and the client of a process. @throws {TfnError} TFN_CLI_TEMPORAL_UNREACHABLE */
export async function connectTemporal(
  { NativeConnection: Native }: typeof temporalWorker,
  { profile, namespace: _namespace, ...given }: TemporalOptions,
): Promise<NativeConnection> {
  const { connectionOptions } = loadClientConnectConfig(definedOnly({ profile }));
  const options = { address: 'localhost:7233', ...definedOnly(connectionOptions), ...given };
  return Native.connect(options as NativeConnectionOptions).catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    // Of what the SDK's core says only the innermost reason is for people.
    const reason = /message: "([^"]+)"/.exec(text)?.[1] ?? text.replaceAll(/\s+/g, ' ');
    throw cliError('TFN_CLI_TEMPORAL_UNREACHABLE', { address: String(options.address), reason }, error);
  });
}
