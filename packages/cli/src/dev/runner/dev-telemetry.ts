/**
 * What a process of `tfn dev` tells of the one version of the code that it runs: metrics and health where `telemetry.address` is
 * given, and traces.
 * I1: it is made once, before the version is known; what is not switched on is neither loaded nor measured.
 */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { createHealth, createMetrics, telemetryListener } from '@tfn/core/telemetry';
import type { Health, Metrics } from '@tfn/core/telemetry';
import type { ResolvedConfig } from '../../config/resolve-config.ts';
import type { ProjectPackages } from '../../project/load-package.ts';
import { serveAccepted } from '../../run/serve-accepted.ts';
import { startTracing } from '../../run/tracing.ts';
import type { Tracing } from '../../run/tracing.ts';

export interface DevTelemetry {
  readonly health: Health;
  /** Undefined when nobody can read them. */
  readonly metrics: Metrics | undefined;
  readonly tracing: Tracing | undefined;
  /** Serves a connection to `telemetry.address`, for one request: the next may be for another version. */
  serve(connection: Socket): void;
  /** Sends what is left of traces, or gives up after this many milliseconds. */
  close(milliseconds: number): Promise<void>;
}

/** @throws {TfnError} TFN_CLI_PACKAGE_MISSING */
export function openDevTelemetry({ root, telemetry }: ResolvedConfig, packages: ProjectPackages): DevTelemetry {
  const health = createHealth();
  const metrics = telemetry.address === undefined ? undefined : createMetrics();
  const server = metrics && createServer(telemetryListener({ health, metrics }));
  // Who develops looks at a trace at once.
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
      // A collector that is not there is no reason to wait for.
      await Promise.race([
        tracing?.stop().catch(() => undefined),
        new Promise((done) => setTimeout(done, milliseconds)),
      ]);
    },
  };
}
