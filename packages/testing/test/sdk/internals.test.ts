/** The undocumented parts of Temporal's SDK on which the engines rely, beyond those in `@tfn/worker`. */
import { Connection } from '@temporalio/client';
import { InternalConnectionOptionsSymbol } from '@temporalio/client/lib/connection';

test('shared-connection: a connection has the test service on request', async () => {
  const options = { address: '127.0.0.1:1', [InternalConnectionOptionsSymbol]: { supportsTestService: true } };
  const connection = Connection.lazy(options as object);
  for (const call of [
    'getCurrentTime',
    'lockTimeSkipping',
    'sleep',
    'unlockTimeSkipping',
    'unlockTimeSkippingWithSleep',
  ])
    expect(connection.testService).toHaveProperty(call, expect.any(Function));
  expect(Connection.lazy({ address: '127.0.0.1:1' }).testService).toBeUndefined();
  await connection.close();
});
