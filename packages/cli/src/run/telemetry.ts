import type * as temporalWorker from '@temporalio/worker';
import type { LogEntry } from '@temporalio/worker';
import type { TfnConfig } from '../config/tfn-config.ts';

/** A task of an execution that failed: Temporal tries it again and again. */
export interface FailedTask {
  readonly runId: string;
  readonly problem: string;
}

/**
 * Sets Temporal's runtime up, once per process and before anything else of it is used. Signals are the command's own business.
 * With `onFailedTask` failed workflow tasks are told there rather than logged.
 */
export function installRuntime(
  { Runtime, DefaultLogger, makeTelemetryFilterString }: typeof temporalWorker,
  { logLevel = 'info', metricsAddress }: NonNullable<TfnConfig['telemetry']>,
  onFailedTask?: (task: FailedTask) => void,
): void {
  const level = logLevel.toUpperCase() as 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  const log = (entry: LogEntry): void => {
    const task = onFailedTask && toFailedTask(entry);
    if (task) onFailedTask?.(task);
    else process.stderr.write(`${formatEntry(entry)}\n`);
  };
  Runtime.install({
    logger: new DefaultLogger(level, log),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN' }) },
      ...(metricsAddress !== undefined && { metrics: { prometheus: { bindAddress: metricsAddress } } }),
    },
  });
}

/** What is wrong, out of what Temporal's core says of a failed task. */
export function problemOf(text: string): string {
  const [, quoted] = /message: "((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return quoted === undefined ? text : quoted.replaceAll(/\\(.)/g, '$1');
}

// --- internal ---

function toFailedTask({ message, meta }: LogEntry): FailedTask | undefined {
  const { runId, failure } = (meta ?? {}) as { runId?: unknown; failure?: unknown };
  if (!message.startsWith('Failing workflow task') || typeof runId !== 'string') return undefined;
  return { runId, problem: problemOf(String(failure)) };
}

function formatEntry({ level, message, timestampNanos, meta = {} }: LogEntry): string {
  const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const facts = Object.entries(meta as Record<string, unknown>).flatMap(([key, value]) => {
    if (internal.includes(key) || value === undefined) return [];
    if (value instanceof Error) return [`${key}=${value.stack ?? value.message}`];
    return [`${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value as string)}`];
  });
  return [time, level, message, ...facts].join(' ');
}

/** What Temporal's log entries say for machines only. */
const internal = ['sdkComponent', 'target', 'spanContexts'];
