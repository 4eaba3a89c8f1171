/**
 * Telemetry of a `tfn start` process: log, health, metrics and traces.
 * I1: what is off is neither loaded nor opened.
 * I2: health is served from before anything starts until everything has ended.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createHealth, createLogger, telemetryListener } from '@tfn/core/telemetry';
import type { Health, Metrics, Pino, StructuredLogger } from '@tfn/core/telemetry';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import type { ProjectPackages } from '../project/load-package.ts';
import { parseTelemetryAddress, telemetryAddressTaken } from '../run/telemetry-address.ts';
import { createProcessMetrics } from '../run/process-metrics.ts';
import { createLazyLogger } from './lazy-logger.ts';
import { startTracing } from '../run/tracing.ts';
import type { Tracing } from '../run/tracing.ts';

/** The telemetry that the parts of the process share. */
export interface ProcessTelemetry {
  readonly logger: StructuredLogger;
  readonly health: Health;
  /** Undefined without a `telemetry.address` that serves them. */
  readonly metrics: Metrics | undefined;
  readonly tracing: Tracing | undefined;
  /** Call when every part is registered: the process is ready when they are. */
  setStarted(): void;
  /** Loads the logger in advance, while the process is idle. */
  load(): void;
  close(): Promise<void>;
}

/** @throws {TfnError} TFN_CLI_PACKAGE_MISSING, TFN_CLI_SETTING_INVALID */
export async function openTelemetry(
  { root, telemetry }: ResolvedConfig,
  packages: ProjectPackages,
): Promise<ProcessTelemetry> {
  const { logLevel, logFormat, address } = telemetry;
  const { logger, load } = createLazyLogger(logLevel ?? 'info', () =>
    createLogger(require('pino') as Pino, {
      output: process.stdout,
      ...(logLevel !== undefined && { level: logLevel }),
      ...(logFormat !== undefined && { format: logFormat }),
    }),
  );
  const health = createHealth();
  const setStarted = health.add('start', () => 'it has not started yet');
  const metrics = address === undefined ? undefined : createProcessMetrics(packages);
  const tracing = telemetry.traces === true ? startTracing(root, packages) : undefined;
  const stopServing = metrics && address !== undefined ? await serve(address, { health, metrics }) : undefined;
  return {
    ...{ logger, health, metrics, tracing, setStarted, load },
    async close() {
      await tracing?.stop();
      stopServing?.();
    },
  };
}

// --- internal ---

async function serve(address: string, subject: { health: Health; metrics: Metrics }): Promise<() => void> {
  const { host, port } = parseTelemetryAddress(address);
  const server = createServer(telemetryListener(subject));
  server.listen(port, host);
  await once(server, 'listening').catch((error: Error) => {
    throw telemetryAddressTaken(address, error);
  });
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
