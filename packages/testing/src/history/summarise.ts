import { toMilliseconds } from '../engines/time-message.ts';
import type { HistoryEvent } from './history-event.ts';
import { readPayload, showPayloads } from './payload.ts';
import { showDuration } from './show.ts';

/** Summarises a history in lines: each step where it began, with how it ended. */
export function summarise(events: readonly HistoryEvent[]): string[] {
  const lines: Line[] = [];
  const byKey = new Map<string, Line>();
  const begin = (key: string, text: string): void => {
    const line = { text, end: ' (pending)', attempts: 1 };
    lines.push(line);
    byKey.set(key, line);
  };
  const end = (key: string, outcome: string): void => {
    const line = byKey.get(key);
    if (line !== undefined)
      line.end = (outcome && ` ${outcome}`) + (line.attempts > 1 ? ` (${line.attempts} attempts)` : '');
  };
  const add = (...parts: string[]): void => {
    lines.push({ text: parts.filter((part) => part !== '').join(' '), end: '', attempts: 1 });
  };
  for (const event of events) {
    const [name, attributes] = attributesOf(event);
    READERS[name]?.(attributes, { begin, end, add, byKey, eventId: idOf(event.eventId) });
  }
  return lines.map(({ text, end: outcome }) => text + outcome);
}

// --- internal ---

interface Line {
  readonly text: string;
  end: string;
  attempts: number;
}

interface Page {
  begin(key: string, text: string): void;
  end(key: string, outcome: string): void;
  add(...parts: string[]): void;
  readonly byKey: ReadonlyMap<string, Line>;
  readonly eventId: string;
}

type Attributes = Readonly<Record<string, unknown>>;

function attributesOf(event: HistoryEvent): [name: string, attributes: Attributes] {
  for (const [key, value] of Object.entries(event))
    if (key.endsWith('EventAttributes') && value !== null && value !== undefined)
      return [key.slice(0, -'EventAttributes'.length), value as Attributes];
  return ['', {}];
}

/** Ids are numbers, Longs, or text in a file. */
function idOf(id: unknown): string {
  return String(Number(id));
}

function nameOf(type: unknown): string {
  return (type as { name?: string } | undefined)?.name ?? '?';
}

function failureOf(failure: unknown): string {
  let inner = failure as { message?: string; cause?: unknown } | undefined;
  while (inner?.cause) inner = inner.cause as typeof inner;
  return `✗ ${inner?.message ?? 'failed'}`;
}

function resultOf(result: unknown): string {
  const shown = showPayloads(result);
  return shown === '' ? '✓' : `→ ${shown}`;
}

function words(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

/** Seconds and nanos of a message, or '300s' in a file. */
function durationOf(duration: unknown): string {
  if (typeof duration === 'string') return showDuration(Number.parseFloat(duration) * 1000);
  return showDuration(toMilliseconds(duration ?? {}));
}

const READERS: Readonly<Record<string, (a: Attributes, page: Page) => void>> = {
  workflowExecutionStarted: (a, { add }) => add('started', nameOf(a['workflowType']), showPayloads(a['input'])),
  workflowExecutionCompleted: (a, { add }) => add('completed', showPayloads(a['result'])),
  workflowExecutionFailed: (a, { add }) => add('failed', failureOf(a['failure'])),
  workflowExecutionCanceled: (_, { add }) => add('cancelled'),
  workflowExecutionTimedOut: (_, { add }) => add('timed out'),
  workflowExecutionTerminated: (a, { add }) => add('terminated', a['reason'] as string),
  workflowExecutionContinuedAsNew: (a, { add }) => add('continued as new', showPayloads(a['input'])),
  workflowExecutionCancelRequested: (_, { add }) => add('cancel requested'),
  workflowExecutionSignaled: (a, { add }) => add('signal', String(a['signalName']), showPayloads(a['input'])),
  workflowExecutionUpdateAccepted: (a, { begin }) => {
    const { input, meta } = (a['acceptedRequest'] ?? {}) as UpdateRequest;
    begin(`update ${meta?.updateId}`, words('update', input?.name ?? '?', showPayloads(input?.args)));
  },
  // Temporal's test server does not name the event of the acceptance.
  workflowExecutionUpdateCompleted: (a, { end }) => {
    const { success, failure } = (a['outcome'] ?? {}) as { success?: unknown; failure?: unknown };
    end(`update ${(a['meta'] as UpdateRequest['meta'])?.updateId}`, failure ? failureOf(failure) : resultOf(success));
  },
  activityTaskScheduled: (a, { begin, eventId }) =>
    begin(`function ${eventId}`, words('run', nameOf(a['activityType']), showPayloads(a['input']))),
  activityTaskStarted: (a, { byKey }) => {
    const line = byKey.get(`function ${idOf(a['scheduledEventId'])}`);
    if (line !== undefined) line.attempts = Number(a['attempt'] ?? 1);
  },
  activityTaskCompleted: (a, { end }) => end(`function ${idOf(a['scheduledEventId'])}`, resultOf(a['result'])),
  activityTaskFailed: (a, { end }) => end(`function ${idOf(a['scheduledEventId'])}`, failureOf(a['failure'])),
  activityTaskTimedOut: (a, { end }) => end(`function ${idOf(a['scheduledEventId'])}`, '✗ timed out'),
  activityTaskCanceled: (a, { end }) => end(`function ${idOf(a['scheduledEventId'])}`, '✗ cancelled'),
  timerStarted: (a, { begin }) =>
    begin(`timer ${String(a['timerId'])}`, `sleep ${durationOf(a['startToFireTimeout'])}`),
  timerFired: (a, { end }) => end(`timer ${String(a['timerId'])}`, ''),
  timerCanceled: (a, { end }) => end(`timer ${String(a['timerId'])}`, '✗ cancelled'),
  startChildWorkflowExecutionInitiated: (a, { begin, eventId }) =>
    begin(`child ${eventId}`, words('child', nameOf(a['workflowType']), showPayloads(a['input']))),
  startChildWorkflowExecutionFailed: (a, { end }) => end(`child ${idOf(a['initiatedEventId'])}`, '✗ its id is taken'),
  childWorkflowExecutionCompleted: (a, { end }) => end(`child ${idOf(a['initiatedEventId'])}`, resultOf(a['result'])),
  childWorkflowExecutionFailed: (a, { end }) => end(`child ${idOf(a['initiatedEventId'])}`, failureOf(a['failure'])),
  childWorkflowExecutionCanceled: (a, { end }) => end(`child ${idOf(a['initiatedEventId'])}`, '✗ cancelled'),
  childWorkflowExecutionTimedOut: (a, { end }) => end(`child ${idOf(a['initiatedEventId'])}`, '✗ timed out'),
  childWorkflowExecutionTerminated: (a, { end }) => end(`child ${idOf(a['initiatedEventId'])}`, '✗ terminated'),
  signalExternalWorkflowExecutionInitiated: (a, { add }) =>
    add('send signal', String(a['signalName']), showPayloads(a['input'])),
  markerRecorded: (a, { add }) => {
    const details = (a['details'] ?? {}) as Record<string, unknown>;
    if (a['markerName'] === 'core_patch') {
      const { id } = (readPayload(details['patch-data']) ?? {}) as { id?: string };
      // The SDK's own are not steps of the workflow.
      if (id !== undefined && !id.startsWith('__')) add('patched', id);
    } else if (a['markerName'] === 'core_local_activity') {
      const { activity_type: name = '?', attempt = 1 } = (readPayload(details['data']) ?? {}) as LocalData;
      const outcome = a['failure'] ? failureOf(a['failure']) : resultOf(details['result']);
      add('run', name, '(local)', outcome, attempt > 1 ? `(${attempt} attempts)` : '');
    }
  },
};

interface UpdateRequest {
  readonly input?: { readonly name?: string; readonly args?: unknown };
  readonly meta?: { readonly updateId?: string };
}

interface LocalData {
  readonly activity_type?: string;
  readonly attempt?: number;
}
