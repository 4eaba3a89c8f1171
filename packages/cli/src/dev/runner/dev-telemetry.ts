/**
 * Telemetry of one version of the code in `tfn dev`: traces, and metrics and health when `telemetry.address` is set.
 * I1: it is created once, before the version is known; what is off is neither loaded nor measured.
 */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { createHealth, telemetryListener } from '@tfn/core/telemetry';
import type { Health, Metrics } from '@tfn/core/telemetry';
import type { ResolvedConfig } from '../../config/resolve-config.ts';
import type { ProjectPackages } from '../../project/load-package.ts';
import { createProcessMetrics } from '../../run/process-metrics.ts';
import { serveAccepted } from '../../run/serve-accepted.ts';
import { startTracing } from '../../run/tracing.ts';
import type { Tracing } from '../../run/tracing.ts';

export interface DevTelemetry {
  readonly health: Health;
  /** Undefined without a `telemetry.address` that serves them. */
  readonly metrics: Metrics | undefined;
  readonly tracing: Tracing | undefined;
  /** Serves one request of a connection to `telemetry.address`: the next request may be for another version. */
  serve(connection: Socket): void;
  /** Sends the remaining traces, or gives up after this many milliseconds. */
  close(milliseconds: number): Promise<void>;
}

/** @throws {TfnError} TFN_CLI_PACKAGE_MISSING */
export function openDevTelemetry({ root, telemetry }: ResolvedConfig, packages: ProjectPackages): DevTelemetry {
  const health = createHealth();
  const metrics = telemetry.address === undefined ? undefined : createProcessMetrics(packages);
  const server = metrics && createServer(telemetryListener({ health, metrics }));
  // Developers want to see a trace immediately.
  process.env['OTEL_BSP_SCHEDULE_DELAY'] ??= '200';
  const tracing = telemetry.traces === true ? startTracing(root, packages) : undefined;
  return {
    health,
    metrics,
    tracing,
    serve(connection) {
      if (server === undefined) return void connection.destroy();
      serveAccepted(server, connection);
    },
    async close(milliseconds) {
      // Do not wait for a collector that does not answer.
      await Promise.race([
        tracing?.stop().catch(() => undefined),
        new Promise((done) => setTimeout(done, milliseconds)),
      ]);
    },
  };
}
