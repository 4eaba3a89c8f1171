import type { Client as TemporalClient } from '@temporalio/client';
import type { HistoryEvent } from '../../history/history-event.ts';
import type { Execution } from '../engine.ts';

/** What an execution waits for, as its server tells. */
export async function describePending(
  temporal: TemporalClient,
  { execution, events }: { execution: Execution; events: readonly HistoryEvent[] },
): Promise<string[]> {
  const { raw } = await temporal.workflow.getHandle(execution.workflowId, execution.runId).describe();
  const functions = (raw.pendingActivities ?? []).map(({ activityType, attempt, lastFailure }) => {
    const why = lastFailure?.message ? `, last failure: ${lastFailure.message}` : '';
    return `function ${activityType?.name} (try ${attempt ?? 1}${why})`;
  });
  const children = (raw.pendingChildren ?? []).map(
    ({ workflowTypeName, workflowId }) => `child ${workflowTypeName} '${workflowId}'`,
  );
  const failed = events.at(-1)?.['workflowTaskFailedEventAttributes'] as { failure?: { message?: string } } | undefined;
  const tasks = failed
    ? [`its code, which fails again and again: ${failed.failure?.message ?? 'for no known reason'}`]
    : [];
  return [...functions, ...children, ...tasks];
}
