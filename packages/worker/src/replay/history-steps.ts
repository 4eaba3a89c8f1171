import type { Step } from '../shared/step.ts';

/** The part of Temporal's message HistoryEvent that a replay reads. */
export interface ReplayEvent {
  readonly eventId?: unknown;
  readonly activityTaskScheduledEventAttributes?: { readonly activityType?: Named | null } | null;
  readonly startChildWorkflowExecutionInitiatedEventAttributes?: { readonly workflowType?: Named | null } | null;
  readonly signalExternalWorkflowExecutionInitiatedEventAttributes?: { readonly signalName?: string | null } | null;
  readonly timerStartedEventAttributes?: object | null;
}

interface Named {
  readonly name?: string | null;
}

/** A step in a history. */
export interface RecordedStep extends Step {
  /** The event's number in the history, from 1. */
  readonly event: number;
}

/** What the workflow asked for, in order, as its history records it. */
export function recordedSteps(events: readonly ReplayEvent[]): readonly RecordedStep[] {
  return events.flatMap((event) => {
    const step = toStep(event);
    return step === undefined ? [] : [{ ...step, event: Number(event.eventId) }];
  });
}

/** A step in words. */
export function describeStep({ kind, name }: Step): string {
  switch (kind) {
    case 'function':
      return `the function '${name}'`;
    case 'timer':
      return 'a timer';
    case 'child':
      return `the child workflow '${name}'`;
    case 'signal':
      return `the signal '${name}'`;
  }
}

// --- internal ---

function toStep(event: ReplayEvent): Step | undefined {
  const { activityTaskScheduledEventAttributes: activity, startChildWorkflowExecutionInitiatedEventAttributes: child } =
    event;
  const signal = event.signalExternalWorkflowExecutionInitiatedEventAttributes;
  if (activity) return { kind: 'function', name: activity.activityType?.name ?? '' };
  if (child) return { kind: 'child', name: child.workflowType?.name ?? '' };
  if (signal) return { kind: 'signal', name: signal.signalName ?? '' };
  return event.timerStartedEventAttributes ? { kind: 'timer', name: '' } : undefined;
}
