/**
 * What a process of `tfn start` tells of itself: its log, health, metrics and traces.
 * I1: what is not switched on is neither loaded nor opened.
 * I2: the health is told from before anything starts until everything has ended.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import pino from 'pino';
import { createHealth, createLogger, createMetrics, telemetryListener } from '@tfn/core/telemetry';
import type { Health, Metrics, Pino, StructuredLogger } from '@tfn/core/telemetry';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { cliError } from '../errors.ts';
import type { ProjectPackages } from '../project/load-package.ts';
import { startTracing } from './tracing.ts';
import type { Tracing } from './tracing.ts';

/** What the parts of the process write to, measure with and add to. */
export interface ProcessTelemetry {
  readonly logger: StructuredLogger;
  readonly health: Health;
  /** Undefined when nobody can read them. */
  readonly metrics: Metrics | undefined;
  readonly tracing: Tracing | undefined;
  /** Every part has added itself: the process is ready when they are. */
  setStarted(): void;
  close(): Promise<void>;
}

/** @throws {TfnError} TFN_CLI_PACKAGE_MISSING, TFN_CLI_SETTING_INVALID */
export async function openTelemetry(
  { root, telemetry }: ResolvedConfig,
  packages: ProjectPackages,
): Promise<ProcessTelemetry> {
  const { logLevel, logFormat, address } = telemetry;
  const logger = createLogger(pino as unknown as Pino, {
    output: process.stdout,
    ...(logLevel !== undefined && { level: logLevel }),
    ...(logFormat !== undefined && { format: logFormat }),
  });
  const health = createHealth();
  const setStarted = health.add('start', () => 'it has not started yet');
  const metrics = address === undefined ? undefined : createMetrics();
  const tracing = telemetry.traces === true ? startTracing(root, packages) : undefined;
  const stopServing = metrics && address !== undefined ? await serve(address, { health, metrics }) : undefined;
  return {
    ...{ logger, health, metrics, tracing, setStarted },
    async close() {
      await tracing?.stop();
      stopServing?.();
    },
  };
}

// --- internal ---

async function serve(address: string, subject: { health: Health; metrics: Metrics }): Promise<() => void> {
  const [, host = '', port] = /^\[?(.*?)\]?:(\d{1,5})$/.exec(address) ?? [];
  const server = createServer(telemetryListener(subject));
  const refuse = (expected: string): Error =>
    cliError('TFN_CLI_SETTING_INVALID', {
      setting: 'telemetry.address',
      from: 'the configuration',
      value: `'${address}'`,
      expected,
    });
  if (port === undefined || Number(port) > 65_535) throw refuse("host:port, such as '0.0.0.0:9464'");
  server.listen(Number(port), host === '' ? undefined : host);
  await once(server, 'listening').catch((error: Error) => {
    throw refuse(`an address that is free here (${error.message})`);
  });
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
