import type { Client as TemporalClient } from '@temporalio/client';

type HistoryEvent = NonNullable<
  Awaited<ReturnType<ReturnType<TemporalClient['workflow']['getHandle']>['fetchHistory']>>['events']
>[number];

/** Something that happened to an order, in words. */
export interface Happening {
  /** Milliseconds since 1970. */
  at: number;
  text: string;
}

/** What Temporal's history of a workflow says, in the order in which it happened. */
export function toHappenings(events: readonly HistoryEvent[]): Happening[] {
  return events.flatMap((event) => {
    const text = describe(event, events);
    return text === undefined ? [] : [{ at: toMilliseconds(event.eventTime), text }];
  });
}

// --- internal ---

function describe(event: HistoryEvent, events: readonly HistoryEvent[]): string | undefined {
  if (event.workflowExecutionStartedEventAttributes)
    return `${event.workflowExecutionStartedEventAttributes.workflowType?.name} started`;
  if (event.workflowExecutionSignaledEventAttributes)
    return `signal '${event.workflowExecutionSignaledEventAttributes.signalName}' received`;
  if (event.workflowExecutionCompletedEventAttributes) return 'completed';
  if (event.workflowExecutionFailedEventAttributes)
    return `failed: ${event.workflowExecutionFailedEventAttributes.failure?.message}`;
  if (event.markerRecordedEventAttributes) return describeMarker(event.markerRecordedEventAttributes);
  const { activityTaskCompletedEventAttributes: done, activityTaskFailedEventAttributes: failed } = event;
  const ended = done ?? failed;
  if (!ended) return undefined;
  const find = (id: typeof ended.startedEventId): HistoryEvent | undefined =>
    events.find(({ eventId }) => String(eventId) === String(id));
  const name = find(ended.scheduledEventId)?.activityTaskScheduledEventAttributes?.activityType?.name;
  const attempt = find(ended.startedEventId)?.activityTaskStartedEventAttributes?.attempt ?? 1;
  const tries = attempt > 1 ? ` at try ${attempt}` : '';
  return done
    ? `${name} done${tries}`
    : `${name} failed${tries}: ${failed?.failure?.cause?.message ?? failed?.failure?.message}`;
}

/** A local activity leaves a marker that holds its result. */
function describeMarker({
  markerName,
  details,
}: NonNullable<HistoryEvent['markerRecordedEventAttributes']>): string | undefined {
  const data = details?.['data']?.payloads?.[0]?.data;
  if (markerName !== 'core_local_activity' || !data) return undefined;
  const { activity_type: name } = JSON.parse(Buffer.from(data).toString()) as { activity_type: string };
  return `${name} done, in the workflow's worker`;
}

function toMilliseconds(time: HistoryEvent['eventTime']): number {
  return Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;
}
