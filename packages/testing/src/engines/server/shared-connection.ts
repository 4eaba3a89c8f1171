import { Connection } from '@temporalio/client';
import { InternalConnectionOptionsSymbol } from '@temporalio/client/lib/connection';
import { startDevServer, startTimeSkippingServer } from '../../server/index.ts';
import { oncePerProcess } from './process-store.ts';

/** Which server is wanted. */
export interface ServerChoice {
  readonly timeSkipping: boolean;
  readonly address?: string | undefined;
}

/**
 * The address of the server: the given one, or one that this process starts once, for all of its test files. It ends with the
 * process.
 * @throws {TfnError} TFN_SERVER_…, TFN_TEST_SERVER_…
 */
export async function findServer({ timeSkipping, address }: ServerChoice): Promise<string> {
  const given = address ?? process.env[timeSkipping ? 'TFN_TEST_TIME_SKIPPING_ADDRESS' : 'TFN_TEST_ADDRESS'];
  if (given) return given;
  // oxlint-disable-next-line no-console -- the first start may install the server, and silence would look like a hang
  const onProgress = (line: string): void => console.error(line);
  const server = timeSkipping
    ? oncePerProcess('time-skipping server', () => startTimeSkippingServer({ onProgress }))
    : oncePerProcess('dev server', () => startDevServer({ onProgress }));
  return (await server).address;
}

/** A connection that can ask for time to be skipped as well. */
export function connectTo(address: string, { timeSkipping }: { timeSkipping: boolean }): Promise<Connection> {
  return Connection.connect({ address, [InternalConnectionOptionsSymbol]: { supportsTestService: timeSkipping } } as object);
}
