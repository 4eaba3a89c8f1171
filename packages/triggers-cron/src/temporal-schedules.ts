import { describe } from '@tfn/core/internal';
import { scheduleError } from './errors.ts';

/** What schedules need of a client: `client` of @tfn/client is one, `{ temporal: new Client() }` of @temporalio/client another. */
export interface ScheduleClient {
  /** Temporal's own client. */
  readonly temporal: {
    readonly schedule: TemporalSchedules;
    readonly options: { readonly namespace: string };
  };
  /** Where workflows start whose definition names no task queue. @default 'default' */
  readonly taskQueue?: string;
}

/** What we need of the SDK's ScheduleClient; its own types say what these take. */
export interface TemporalSchedules {
  create(options: never): Promise<unknown>;
  getHandle(scheduleId: string): TemporalScheduleHandle;
  list(): AsyncIterable<{ readonly scheduleId: string; readonly memo?: Readonly<Record<string, unknown>> }>;
}

/** What we need of the SDK's ScheduleHandle. */
export interface TemporalScheduleHandle {
  describe(): Promise<TemporalScheduleDescription>;
  update(change: never): Promise<void>;
  delete(): Promise<unknown>;
  pause(note?: string): Promise<void>;
  unpause(note?: string): Promise<void>;
  trigger(overlap?: never): Promise<void>;
  backfill(options: never): Promise<void>;
}

/** What we need of the SDK's ScheduleDescription. */
export interface TemporalScheduleDescription {
  readonly spec: object;
  readonly action: object;
  readonly policies: object;
  readonly state: { readonly paused: boolean; readonly note?: string };
  readonly memo?: Readonly<Record<string, unknown>>;
  readonly info: {
    readonly nextActionTimes: readonly Date[];
    readonly recentActions: readonly { readonly takenAt: Date }[];
    readonly runningActions: readonly unknown[];
    readonly numActionsTaken: number;
    readonly numActionsSkippedOverlap: number;
    readonly numActionsMissedCatchupWindow: number;
  };
}

/** @throws {TfnError} TFN_SCHEDULE_CLIENT when it is none, as a client over HTTP is */
export function temporalOf(client: ScheduleClient): ScheduleClient['temporal'] {
  const temporal = (client as Partial<ScheduleClient> | undefined)?.temporal;
  if (typeof temporal?.schedule?.create !== 'function')
    throw scheduleError('TFN_SCHEDULE_CLIENT', { got: temporal === undefined ? describe(client) : describe(temporal) });
  return temporal;
}

/** Whether Temporal says that there is no such schedule. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'ScheduleNotFoundError';
}

/** Whether Temporal says that a schedule of that id exists. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && error.name === 'ScheduleAlreadyRunning';
}

/**
 * Asks Temporal again while it has no answer in time, three times at most. It asks the schedule itself, which may be late while
 * many replicas change or delete it. Only for what may be done twice.
 */
export async function untilAnswered<TAnswer>(ask: () => Promise<TAnswer>, attempts: number = 3): Promise<TAnswer> {
  try {
    return await ask();
  } catch (error) {
    if (!isLate(error) || attempts === 1) throw error;
    return untilAnswered(ask, attempts - 1);
  }
}

// --- internal ---

/** Whether an error is gRPC's DEADLINE_EXCEEDED, which the SDK gives as the cause; Temporal takes some 10 s until then. */
function isLate(error: unknown): boolean {
  return (
    error instanceof Error && [error, error.cause].some((link) => (link as { code?: unknown } | undefined)?.code === 4)
  );
}
