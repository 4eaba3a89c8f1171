import { loadClientConnectConfig } from '@temporalio/envconfig';
import type * as temporalWorker from '@temporalio/worker';
import type { NativeConnection, NativeConnectionOptions } from '@temporalio/worker';
import { definedOnly, reportedCapabilities } from '@tfn/core/internal';
import type { ResolvedConfig } from '../../config/resolve-config.ts';
import { cliError } from '../../errors.ts';
import { toTemporalOptions } from '../../temporal/temporal-options.ts';
import type { DialedTemporal } from './messages.ts';

/** Opens the one connection that the workers and the client of a process share. @throws {TfnError} TFN_CLI_TEMPORAL_UNREACHABLE */
export async function dialTemporal(
  { NativeConnection: Native }: typeof temporalWorker,
  config: ResolvedConfig,
  { address }: DialedTemporal,
): Promise<NativeConnection> {
  const { profile, namespace: _namespace, ...given } = toTemporalOptions(config);
  const { connectionOptions } = loadClientConnectConfig(definedOnly({ profile }));
  const options = { ...definedOnly(connectionOptions), ...given, address } as NativeConnectionOptions;
  return Native.connect(options).catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    // The SDK's core nests several reasons; only the innermost is useful to a person.
    const reason = /.*message: "([^"]+)"/s.exec(text)?.[1] ?? text.replaceAll(/\s+/g, ' ');
    throw cliError('TFN_CLI_TEMPORAL_UNREACHABLE', { address, reason }, error);
  });
}

/**
 * Whether Temporal knows its workers and completes the polls of one that stops. Where it does not, a task that is on its way to a stopping worker is
 * lost, and Temporal sends it again only after its timeout.
 */
export async function completesPolls({ workflowService }: NativeConnection, namespace: string): Promise<boolean> {
  try {
    const reported = reportedCapabilities(await workflowService.describeNamespace({ namespace }));
    return reported.has('workerPollCompleteOnShutdown') && reported.has('workerHeartbeats');
  } catch {
    // Without an answer the SDK does not rely on the capability either. The workers report the error.
    return false;
  }
}
