import type { Client as TemporalClient } from '@temporalio/client';
import type { PayloadCodec } from '@tfn/core/encryption';
import type { HistoryEvent } from '../../history/history-event.ts';
import { readable } from '../../history/map-payloads.ts';
import { showPayloads } from '../../history/payload.ts';
import type { Execution } from '../engine.ts';

/** What an execution waits for, according to its server. */
export async function describePending(
  temporal: TemporalClient,
  {
    execution,
    events,
    payloadCodec,
  }: { execution: Execution; events: readonly HistoryEvent[]; payloadCodec: PayloadCodec | undefined },
): Promise<string[]> {
  const { raw: encoded } = await temporal.workflow.getHandle(execution.workflowId, execution.runId).describe();
  const raw = await readable(encoded, payloadCodec);
  const functions = (raw.pendingActivities ?? []).map(({ activityId, activityType, attempt, lastFailure }) => {
    const why = lastFailure?.message ? `, last failure: ${lastFailure.message}` : '';
    const input = showInput(events, activityId);
    return `function ${activityType?.name} ${input}${input && ' '}(attempt ${attempt ?? 1}${why})`;
  });
  const children = (raw.pendingChildren ?? []).map(
    ({ workflowTypeName, workflowId }) => `child ${workflowTypeName} '${workflowId}'`,
  );
  const failed = lastTask(events)?.['workflowTaskFailedEventAttributes'] as TaskFailure | null | undefined;
  const tasks = failed
    ? [`a retry of its workflow task, which keeps failing: ${failed.failure?.message ?? 'unknown reason'}`]
    : [];
  return [...functions, ...children, ...tasks];
}

// --- internal ---

function showInput(events: readonly HistoryEvent[], activityId: unknown): string {
  for (const event of events) {
    const scheduled = event['activityTaskScheduledEventAttributes'] as Scheduled | null | undefined;
    if (scheduled?.activityId === activityId) return showPayloads(scheduled?.input);
  }
  return '';
}

/** The last workflow task event: whether the workflow's code last succeeded or failed. */
function lastTask(events: readonly HistoryEvent[]): HistoryEvent | undefined {
  return [...events]
    .reverse()
    .find((event) => event['workflowTaskFailedEventAttributes'] ?? event['workflowTaskCompletedEventAttributes']);
}

interface TaskFailure {
  readonly failure?: { readonly message?: string };
}

interface Scheduled {
  readonly activityId?: unknown;
  readonly input?: unknown;
}
