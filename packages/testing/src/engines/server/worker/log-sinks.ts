import type { InjectedSinks } from '@temporalio/worker';
import type { WorkflowInfo } from '@temporalio/workflow';
import type { Logger } from '@tfn/core';
import { environments } from './environments.ts';

type Fields = Record<string, unknown>;

/** The sink through which workflows log, as `InjectedSinks` wants it. */
interface LogSinks extends Record<string, Record<string, (message: string, fields?: Fields) => void>> {}

/** Sends the log lines of a workflow, and those about it, to the logger of its environment. None is written while history is replayed. */
export function workflowLogSinks(): InjectedSinks<LogSinks> {
  const sink = (level: keyof Logger) => ({
    fn: ({ workflowId }: WorkflowInfo, message: string, fields: Fields = {}): void => {
      for (const { host, open } of environments.values()) if (open.has(workflowId)) host.log[level](message, fields);
    },
  });
  // The name under which the SDK lets its own sink be replaced.
  return {
    defaultWorkerLogger: {
      trace: sink('debug'),
      debug: sink('debug'),
      info: sink('info'),
      warn: sink('warn'),
      error: sink('error'),
    },
  };
}
