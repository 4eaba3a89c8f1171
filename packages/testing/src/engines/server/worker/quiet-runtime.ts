import { requireFromWorker } from '../../require-from-worker.ts';

/**
 * Keeps the SDK from writing to the output of tests, and from handling the signals that end the process, which would then keep running. Does
 * nothing if the user has installed the SDK's runtime.
 */
export function quietRuntime(): void {
  const { DefaultLogger, Runtime } = requireFromWorker<typeof import('@temporalio/worker')>('@temporalio/worker');
  try {
    Runtime.install({
      logger: new DefaultLogger('ERROR', () => undefined),
      shutdownSignals: [],
      // Not forwarded: with that, Temporal's SDK keeps four descriptors of each runtime that it has shut down.
      telemetryOptions: { logging: { filter: 'off', console: {} } },
    });
  } catch {
    // A runtime is already installed.
  }
}
