import { requireFromWorker } from '../../require-from-worker.ts';

/** Keeps the SDK from writing into the output of tests, unless the user has set up its runtime. */
export function quietRuntime(): void {
  const { DefaultLogger, Runtime } = requireFromWorker<typeof import('@temporalio/worker')>('@temporalio/worker');
  try {
    Runtime.install({
      logger: new DefaultLogger('ERROR', () => undefined),
      telemetryOptions: { logging: { filter: 'off', forward: {} } },
    });
  } catch {
    // There is one already.
  }
}
