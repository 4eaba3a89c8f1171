import { requireFromWorker } from '../../require-from-worker.ts';

/** Keeps the SDK from writing to the output of tests, unless the user has installed its runtime. */
export function quietRuntime(): void {
  const { DefaultLogger, Runtime } = requireFromWorker<typeof import('@temporalio/worker')>('@temporalio/worker');
  try {
    Runtime.install({
      logger: new DefaultLogger('ERROR', () => undefined),
      telemetryOptions: { logging: { filter: 'off', forward: {} } },
    });
  } catch {
    // A runtime is already installed.
  }
}
