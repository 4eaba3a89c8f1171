/**
 * Temporal's runtime of this process, which all workers share.
 * I1: it is set up at most once, before anything else of Temporal's SDK is used; asking again for the same is no error.
 * I2: without options, a runtime that the user set up stays as it is.
 */
import { DefaultLogger, Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import type { LogEntry, LogLevel, LogMetadata, Logger, RuntimeOptions } from '@temporalio/worker';
import type { StructuredLogger } from '@tfn/core/telemetry';
import { workerError } from '../errors.ts';
import { hasRuntime, isRuntimeTaken, replaceLogger } from '../sdk/host-state.ts';
import { toLogFields } from './log-fields.ts';
import { openTemporalMetrics } from './temporal-metrics.ts';
import type { TemporalMetrics } from './temporal-metrics.ts';

/** Options of Temporal's runtime. */
export interface RuntimeSetup {
  /** Receives everything that Temporal's runtime, workers, workflows and functions log. @default Temporal's own, on standard error */
  readonly logger?: StructuredLogger | undefined;
  /** Allows payloads in the log: the details of failures, and what Temporal prints while it traces. @default false */
  readonly logPayloads?: boolean | undefined;
  /** Whether Temporal measures. @default false */
  readonly metrics?: boolean | undefined;
  /** Signals that stop all workers of the process. @default Temporal's: SIGINT, SIGTERM, SIGQUIT, SIGUSR2 */
  readonly shutdownSignals?: NodeJS.Signals[] | undefined;
  /** Milliseconds after which each worker tells Temporal again that it runs; from 1000 to 60,000. @default Temporal's, 60,000 */
  readonly workerHeartbeatInterval?: number | undefined;
}

/** Temporal's runtime, set up. */
export interface InstalledRuntime {
  /** What Temporal measures, in Prometheus' text format; undefined when that was not asked for. */
  readonly temporalMetrics: TemporalMetrics | undefined;
}

/**
 * Sets Temporal's runtime of this process up: for a process that has several workers, or that connects before it has one.
 * @throws {TfnError} TFN_RUNTIME_INSTALLED
 */
export async function installRuntime(setup: RuntimeSetup): Promise<InstalledRuntime> {
  if (installed !== undefined && isCovered(setup, installed.setup)) return installed.result;
  if (hasRuntime() || installed?.settled === false) throw workerError('TFN_RUNTIME_INSTALLED', undefined);
  const begun: Installation = { setup, result: install(setup), settled: false };
  installed = begun;
  try {
    return await begun.result;
  } catch (error) {
    installed = undefined;
    throw error;
  } finally {
    begun.settled = true;
  }
}

/** Whether Temporal's runtime has neither been set up nor used so far. */
export function isRuntimeUntouched(): boolean {
  return !isRuntimeTaken();
}

// --- internal ---

interface Installation {
  readonly setup: RuntimeSetup;
  readonly result: Promise<InstalledRuntime>;
  settled: boolean;
}

let installed: Installation | undefined;

/** How many ports are tried for Temporal's metrics: another process may take one before Temporal does. */
const PORT_ATTEMPTS = 5;

async function install(setup: RuntimeSetup, attempt = 1): Promise<InstalledRuntime> {
  const { shutdownSignals, workerHeartbeatInterval, logger, logPayloads = false } = setup;
  const temporalMetrics = setup.metrics === true ? await openTemporalMetrics() : undefined;
  const options: RuntimeOptions = {
    ...(logger !== undefined && { logger: new DefaultLogger(levelOf(logger), toWriter(logger, logPayloads)) }),
    ...(shutdownSignals !== undefined && { shutdownSignals }),
    ...(workerHeartbeatInterval !== undefined && { workerHeartbeatInterval }),
    telemetryOptions: {
      ...(logger !== undefined && { logging: { forward: {}, filter: CORE_FILTER } }),
      ...(temporalMetrics !== undefined && { metrics: temporalMetrics.exporter }),
    },
  };
  try {
    Runtime.install(options);
  } catch (error) {
    if (temporalMetrics === undefined || hasRuntime() || attempt === PORT_ATTEMPTS) throw error;
    return install(setup, attempt + 1);
  }
  if (logger !== undefined) dropUnheard(Runtime.instance(), levelOf(logger));
  return { temporalMetrics };
}

/**
 * Drops entries below the level as soon as they are logged. Otherwise Temporal's entries for every function that starts or ends would be timed,
 * collected and sorted first, and dropped when they are written: a twentieth of what a worker's main thread does.
 */
function dropUnheard(runtime: Runtime, level: LogLevel): void {
  const { logger } = runtime;
  const unheard = LEVELS.slice(0, LEVELS.indexOf(level));
  // The methods for each level call this one.
  const heard: Logger = Object.assign(Object.create(logger) as Logger, {
    log(said: LogLevel, ...entry: [message: string, meta?: LogMetadata]) {
      if (!unheard.includes(said)) logger.log(said, ...entry);
    },
  });
  replaceLogger(runtime, heard);
}

/** Below these levels, Temporal's core logs its own workings, payloads among them. */
const CORE_FILTER = makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' });

/** Whether the installed runtime provides what is requested. */
function isCovered(wished: RuntimeSetup, given: RuntimeSetup): boolean {
  return (
    (wished.logger === undefined || wished.logger === given.logger) &&
    (wished.metrics !== true || given.metrics === true) &&
    (wished.logPayloads ?? given.logPayloads ?? false) === (given.logPayloads ?? false)
  );
}

const LEVELS: readonly string[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

function levelOf({ level = 'info', trace }: StructuredLogger): LogLevel {
  const name = level.toUpperCase();
  if (name === 'TRACE' && trace === undefined) return 'DEBUG';
  if (LEVELS.includes(name)) return name as LogLevel;
  // pino's own: 'fatal' and 'silent'.
  return 'ERROR';
}

function toWriter(logger: StructuredLogger, logsPayloads: boolean): (entry: LogEntry) => void {
  return ({ level, message, meta = {} }) => {
    const fields = toLogFields(meta, logsPayloads);
    switch (level) {
      case 'TRACE':
        return logger.trace?.(fields, message);
      case 'DEBUG':
        return logger.debug(fields, message);
      case 'INFO':
        return logger.info(fields, message);
      case 'WARN':
        return logger.warn(fields, message);
      case 'ERROR':
        return logger.error(fields, message);
    }
  };
}
