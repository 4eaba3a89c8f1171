import { Connection, TestService } from '@temporalio/client';
import type { ConnectionOptions } from '@temporalio/client';

/** A connection that, with `timeSkipping`, can also ask the test server to skip time. */
export function connectToServer(address: string, { timeSkipping }: { timeSkipping: boolean }): Promise<Connection> {
  return (timeSkipping ? TestServerConnection : Connection).connect({ address });
}

// --- internal ---

/** The SDK's own connections have the test service only when its own test environment makes them. */
class TestServerConnection extends Connection {
  protected static override createCtorOptions(given: ConnectionOptions) {
    const made = super.createCtorOptions(given);
    const { client, callContextStorage, apiKeyFnRef, options } = made;
    const call = this.generateRPCImplementation({
      serviceName: 'temporal.api.testservice.v1.TestService',
      client,
      callContextStorage,
      interceptors: options.interceptors,
      staticMetadata: options.metadata,
      apiKeyFnRef,
    });
    return { ...made, testService: TestService.create(call, false, false) };
  }
}
