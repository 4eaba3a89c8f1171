import * as temporalWorker from '@temporalio/worker';
import type { ResolvedConfig } from '../src/config/resolve-config.ts';
import { run as complete } from '../src/commands/completion.ts';
import { dialTemporal } from '../src/dev/runner/dial-temporal.ts';

describe('the command line’s errors', () => {
  test('about its usage have one code, and exit with code 2', async () => {
    const call = { args: ['tcsh'] } as unknown as Parameters<typeof complete>[0];
    await expect(complete(call)).rejects.toMatchObject({ code: 'TFN_CLI_USAGE' });
  });

  test('name the address at which Temporal does not answer', async () => {
    // Nothing listens on port 1 of the loopback interface.
    const address = '127.0.0.1:1';
    const config = { root: process.cwd(), temporal: {} } as ResolvedConfig;
    await expect(dialTemporal(temporalWorker, config, { address, namespace: 'default' })).rejects.toMatchObject({
      code: 'TFN_CLI_TEMPORAL_UNREACHABLE',
      message: expect.stringContaining('at 127.0.0.1:1 (Connection refused)') as string,
    });
  });
});
