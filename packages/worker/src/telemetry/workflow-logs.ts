import { Runtime } from '@temporalio/worker';
import type { InjectedSinks, WorkerOptions } from '@temporalio/worker';
import type { WorkflowInfo } from '@temporalio/workflow';

type Fields = Record<string, unknown>;

/** The sink through which workflows log, as `InjectedSinks` wants it. */
interface LogSinks extends Record<string, Record<string, (message: string, fields?: Fields) => void>> {}

/**
 * Where workflows' log lines go: to the runtime's logger, as they would without, and with the attempt. No line is written while
 * history is replayed.
 */
export function workflowLogSinks(): NonNullable<WorkerOptions['sinks']> {
  const sink = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') => ({
    fn: ({ attempt }: WorkflowInfo, message: string, fields: Fields = {}) =>
      Runtime.instance().logger[level](message, { sdkComponent: 'workflow', attempt, ...fields }),
  });
  // The name under which the SDK lets its own sink be replaced.
  const sinks: InjectedSinks<LogSinks> = {
    defaultWorkerLogger: {
      trace: sink('trace'),
      debug: sink('debug'),
      info: sink('info'),
      warn: sink('warn'),
      error: sink('error'),
    },
  };
  return sinks;
}
