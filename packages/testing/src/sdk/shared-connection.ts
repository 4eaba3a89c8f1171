import { Connection } from '@temporalio/client';
import { InternalConnectionOptionsSymbol } from '@temporalio/client/lib/connection';

/** A connection that can also ask the test server to skip time. */
export function connectTo(address: string, { timeSkipping }: { timeSkipping: boolean }): Promise<Connection> {
  return Connection.connect({
    address,
    [InternalConnectionOptionsSymbol]: { supportsTestService: timeSkipping },
  } as object);
}
