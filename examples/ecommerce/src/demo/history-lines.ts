import type { TfnClient } from '@tfn/client';

type HistoryEvent = NonNullable<
  Awaited<ReturnType<ReturnType<TfnClient['temporal']['workflow']['getHandle']>['fetchHistory']>>['events']
>[number];

/** An event of an order, in words. */
export interface Happening {
  /** Milliseconds since 1970. */
  at: number;
  text: string;
  /** The order's status from now on. */
  status?: string;
  /** Whether this ended the workflow. */
  isEnd?: boolean;
}

/** The events of a workflow's history, in order. */
export function toHappenings(events: readonly HistoryEvent[]): Happening[] {
  return events.flatMap((event) => {
    const described = describe(event, events);
    return described === undefined ? [] : [{ ...described, at: toMilliseconds(event.eventTime) }];
  });
}

// --- internal ---

type Described = Omit<Happening, 'at'>;

function describe(event: HistoryEvent, events: readonly HistoryEvent[]): Described | undefined {
  if (event.workflowExecutionStartedEventAttributes)
    return { text: `${event.workflowExecutionStartedEventAttributes.workflowType?.name} started` };
  if (event.workflowExecutionSignaledEventAttributes)
    return { text: `signal '${event.workflowExecutionSignaledEventAttributes.signalName}' received` };
  if (event.workflowExecutionCompletedEventAttributes) return { text: 'completed', isEnd: true };
  const { workflowExecutionFailedEventAttributes: failed } = event;
  if (failed) return { text: `failed: ${failed.failure?.cause?.message ?? failed.failure?.message}`, isEnd: true };
  if (event.markerRecordedEventAttributes) return describeMarker(event.markerRecordedEventAttributes);
  return describeActivity(event, events);
}

function describeActivity(event: HistoryEvent, events: readonly HistoryEvent[]): Described | undefined {
  const { activityTaskCompletedEventAttributes: done, activityTaskFailedEventAttributes: failed } = event;
  const ended = done ?? failed;
  if (!ended) return undefined;
  const find = (id: typeof ended.startedEventId): HistoryEvent | undefined =>
    events.find(({ eventId }) => String(eventId) === String(id));
  const name = find(ended.scheduledEventId)?.activityTaskScheduledEventAttributes?.activityType?.name;
  const attempt = find(ended.startedEventId)?.activityTaskStartedEventAttributes?.attempt ?? 1;
  const attempts = attempt > 1 ? ` at attempt ${attempt}` : '';
  const problem = failed?.failure?.cause?.message ?? failed?.failure?.message;
  return { text: done ? `${name} done${attempts}` : `${name} failed${attempts}: ${problem}` };
}

/** A local activity records a marker with its result. The result of `recordOrder` is the order's status. */
function describeMarker({
  markerName,
  details,
}: NonNullable<HistoryEvent['markerRecordedEventAttributes']>): Described | undefined {
  const read = (field: string): unknown => {
    const data = details?.[field]?.payloads?.[0]?.data;
    return data ? JSON.parse(Buffer.from(data).toString()) : undefined;
  };
  if (markerName !== 'core_local_activity') return undefined;
  const { activity_type: name } = read('data') as { activity_type: string };
  if (name === 'readRules') return undefined;
  if (name !== 'recordOrder') return { text: `${name} done, in the workflow's worker` };
  const status = read('result') as string;
  return { text: `the order is '${status}'`, status };
}

function toMilliseconds(time: HistoryEvent['eventTime']): number {
  return Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;
}
