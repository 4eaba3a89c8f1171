import { describe } from '@tfn/core/internal';
import { scheduleError } from './errors.ts';

/** The part of a client that schedules need: a client of @tfn/client, or `{ temporal: new Client() }` of @temporalio/client. */
export interface ScheduleClient {
  /** Temporal's own client. */
  readonly temporal: {
    readonly schedule: TemporalSchedules;
    readonly options: { readonly namespace: string };
  };
  /** The task queue of definitions without a task queue. @default 'default' */
  readonly taskQueue?: string;
}

/** The part of the SDK's ScheduleClient that we use; its own types type the arguments. */
export interface TemporalSchedules {
  create(options: never): Promise<unknown>;
  getHandle(scheduleId: string): TemporalScheduleHandle;
  list(): AsyncIterable<{ readonly scheduleId: string; readonly memo?: Readonly<Record<string, unknown>> }>;
}

/** The part of the SDK's ScheduleHandle that we use. */
export interface TemporalScheduleHandle {
  describe(): Promise<TemporalScheduleDescription>;
  update(change: never): Promise<void>;
  delete(): Promise<unknown>;
  pause(note?: string): Promise<void>;
  unpause(note?: string): Promise<void>;
  trigger(overlap?: never): Promise<void>;
  backfill(options: never): Promise<void>;
}

/** The part of the SDK's ScheduleDescription that we use. */
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

/** @throws {TfnError} TFN_SCHEDULE_CLIENT for a client without Temporal's own, such as a client over HTTP */
export function temporalOf(client: ScheduleClient): ScheduleClient['temporal'] {
  const temporal = (client as Partial<ScheduleClient> | undefined)?.temporal;
  if (typeof temporal?.schedule?.create !== 'function')
    throw scheduleError('TFN_SCHEDULE_CLIENT', { got: temporal === undefined ? describe(client) : describe(temporal) });
  return temporal;
}

/** Whether an error says that the schedule does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'ScheduleNotFoundError';
}

/** Whether an error says that a schedule with that id exists. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && error.name === 'ScheduleAlreadyRunning';
}

/**
 * Repeats a request that Temporal did not answer in time, for three attempts at most. Temporal asks the schedule itself, which is slow
 * while many replicas change or delete it. Only for idempotent requests.
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

/** Whether an error or its cause is gRPC's DEADLINE_EXCEEDED, which Temporal returns after some 10 s. */
function isLate(error: unknown): boolean {
  return (
    error instanceof Error && [error, error.cause].some((link) => (link as { code?: unknown } | undefined)?.code === 4)
  );
}
