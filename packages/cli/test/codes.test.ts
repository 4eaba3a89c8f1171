import * as temporalWorker from '@temporalio/worker';
import { run as complete } from '../src/commands/completion.ts';
import { dialTemporal } from '../src/dev/runner/dial-temporal.ts';
import { openPollRelay } from '../src/dev/relay/poll-relay.ts';

describe('the command line’s errors', () => {
  test('of its use have one code, by which they end with exit code 2', async () => {
    const call = { args: ['tcsh'] } as unknown as Parameters<typeof complete>[0];
    await expect(complete(call)).rejects.toMatchObject({ code: 'TFN_CLI_USAGE' });
  });

  test('name the address at which Temporal does not answer', async () => {
    // Nothing listens on port 1 of the loopback interface.
    const address = '127.0.0.1:1';
    const relay = await openPollRelay({ address });
    const dialed = { address, relay: relay.address, version: '1', namespace: 'default' };
    try {
      await expect(dialTemporal(temporalWorker, dialed)).rejects.toMatchObject({
        code: 'TFN_CLI_TEMPORAL_UNREACHABLE',
        message: expect.stringContaining('at 127.0.0.1:1 (connect ECONNREFUSED 127.0.0.1:1)') as string,
      });
    } finally {
      relay.close();
    }
  });
});
