import type * as temporalWorker from '@temporalio/worker';
import type { TfnConfig } from '../config/tfn-config.ts';

/** Sets Temporal's runtime up, once per process and before anything else of it is used. */
export function installRuntime(
  { Runtime, DefaultLogger }: typeof temporalWorker,
  { logLevel = 'info', metricsAddress }: NonNullable<TfnConfig['telemetry']>,
): void {
  const level = logLevel.toUpperCase() as 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  Runtime.install({
    logger: new DefaultLogger(level),
    // The command line handles signals itself.
    shutdownSignals: [],
    telemetryOptions: {
      ...(metricsAddress !== undefined && { metrics: { prometheus: { bindAddress: metricsAddress } } }),
    },
  });
}
