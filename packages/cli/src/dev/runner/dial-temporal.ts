import type * as temporalWorker from '@temporalio/worker';
import type { NativeConnection } from '@temporalio/worker';
import { cliError } from '../../errors.ts';
import type { DialedTemporal } from './messages.ts';
import { versionHeader } from '../relay/poll-relay.ts';

/** Connects, through the relay, once for the workers and the client of a process. @throws {TfnError} TFN_CLI_TEMPORAL_UNREACHABLE */
export async function dialTemporal(
  { NativeConnection: Native }: typeof temporalWorker,
  { relay, version, address }: DialedTemporal,
): Promise<NativeConnection> {
  const metadata = { [versionHeader]: version };
  return Native.connect({ address: relay, tls: false, metadata }).catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    // Of what the SDK's core says only the innermost reason is for people.
    const reason = /message: "([^"]+)"/.exec(text)?.[1] ?? text.replaceAll(/\s+/g, ' ');
    throw cliError('TFN_CLI_TEMPORAL_UNREACHABLE', { address, reason }, error);
  });
}
