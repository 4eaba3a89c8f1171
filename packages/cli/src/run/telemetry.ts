import pino from 'pino';
import { createLogger } from '@tfn/core/telemetry';
import type { Pino, StructuredLogger } from '@tfn/core/telemetry';
import type * as workerPackage from '@tfn/worker';
import type { TfnConfig } from '../config/tfn-config.ts';

/** A failed workflow task of an execution; Temporal retries it indefinitely. */
export interface FailedTask {
  readonly runId: string;
  readonly problem: string;
}

/**
 * Sets up Temporal's runtime for `tfn dev`, once per process and before any other use: logs go to standard error, but failed workflow
 * tasks to `onFailedTask`. It handles no signals, as the command does that.
 */
export async function installRuntime(
  { installRuntime: install }: typeof workerPackage,
  { logLevel = 'warn', logFormat = 'pretty', logPayloads = false, address }: NonNullable<TfnConfig['telemetry']>,
  { workerHeartbeatInterval, onFailedTask }: { workerHeartbeatInterval: number; onFailedTask(task: FailedTask): void },
): Promise<void> {
  const logger = createLogger(pino as unknown as Pino, {
    ...{ output: process.stderr, level: logLevel, format: logFormat, colors: process.env['FORCE_COLOR'] === '1' },
  });
  await install({
    ...{ logger: withoutFailedTasks(logger, onFailedTask), logPayloads, shutdownSignals: [] },
    metrics: address !== undefined,
    workerHeartbeatInterval,
  });
}

/** Extracts the problem from the text of Temporal's core about a failed task. */
export function problemOf(text: string): string {
  const [, quoted] = /message: "((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return quoted === undefined ? text : quoted.replaceAll(/\\(.)/g, '$1');
}

// --- internal ---

function withoutFailedTasks(logger: StructuredLogger, onFailedTask: (task: FailedTask) => void): StructuredLogger {
  return {
    level: logger.level ?? 'info',
    trace: (fields, message) => logger.trace?.(fields, message),
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn(fields: { runId?: unknown; problem?: unknown }, message) {
      const { runId, problem } = fields;
      if (message.startsWith('Failing workflow task') && typeof runId === 'string')
        onFailedTask({ runId, problem: String(problem as string) });
      else logger.warn(fields, message);
    },
    error: (fields, message) => logger.error(fields, message),
  };
}
