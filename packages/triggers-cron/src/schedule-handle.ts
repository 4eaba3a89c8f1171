import type { OverlapPolicy, ScheduleTriggerDef } from '@tfn/core';
import { toOverlap } from './desired-schedule.ts';
import { scheduleError } from './errors.ts';
import { isNotFound, temporalOf } from './temporal-schedules.ts';
import type { ScheduleClient, TemporalScheduleHandle } from './temporal-schedules.ts';

/** One schedule of Temporal, to operate it. Every method rejects with TFN_SCHEDULE_NOT_FOUND when there is none. */
export interface ScheduleHandle {
  readonly id: string;
  /** Fires no more until `resume`; runs under way go on. `note` says why, to whoever looks. */
  pause(note?: string): Promise<void>;
  resume(note?: string): Promise<void>;
  /** Fires once, now, also when paused. */
  trigger(options?: { overlap?: boolean | OverlapPolicy }): Promise<void>;
  /** Fires for every time between two past ones as if they came now. @default overlap 'allow-all' */
  backfill(range: { start: Date; end: Date; overlap?: boolean | OverlapPolicy }): Promise<void>;
  state(): Promise<ScheduleState>;
}

/** What Temporal says of a schedule. */
export interface ScheduleState {
  readonly paused: boolean;
  readonly note: string;
  /** Up to ten, as Temporal will fire, jitter included. */
  readonly nextRuns: readonly Date[];
}

/** Operates the schedule of a definition or of an id. Asks nothing of Temporal. @throws {TfnError} TFN_SCHEDULE_CLIENT */
export function scheduleHandle(client: ScheduleClient, schedule: ScheduleTriggerDef | string): ScheduleHandle {
  const temporal = temporalOf(client);
  const id = typeof schedule === 'string' ? schedule : schedule.id;
  const { namespace } = temporal.options;
  const call = async <TResult>(run: (handle: TemporalScheduleHandle) => Promise<TResult>): Promise<TResult> => {
    try {
      return await run(temporal.schedule.getHandle(id));
    } catch (error) {
      throw isNotFound(error) ? scheduleError('TFN_SCHEDULE_NOT_FOUND', { id, namespace }, error) : error;
    }
  };
  return {
    id,
    pause: (note) => call((handle) => handle.pause(note)),
    resume: (note) => call((handle) => handle.unpause(note)),
    trigger: ({ overlap } = {}) =>
      call((handle) => handle.trigger(...(overlap === undefined ? [] : [toOverlap(overlap) as never]))),
    backfill: ({ start, end, overlap = 'allow-all' }) =>
      call((handle) => handle.backfill({ start, end, overlap: toOverlap(overlap) } as never)),
    state: () =>
      call(async (handle) => {
        const { state, info } = await handle.describe();
        return { paused: state.paused, note: state.note ?? '', nextRuns: info.nextActionTimes };
      }),
  };
}
