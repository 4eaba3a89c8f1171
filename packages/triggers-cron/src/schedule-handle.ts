import type { OverlapPolicy, ScheduleTriggerDef } from '@tfn/core';
import { enqueue } from '@tfn/core/internal';
import type { SerialQueue } from '@tfn/core/internal';
import { toOverlap } from './plan/desired-schedule.ts';
import { scheduleError } from './errors.ts';
import { isNotFound, temporalOf, untilAnswered } from './temporal-schedules.ts';
import type { ScheduleClient, TemporalScheduleHandle } from './temporal-schedules.ts';

/**
 * One schedule of Temporal, to operate it. Every method rejects with TFN_SCHEDULE_NOT_FOUND when there is none. `pause`, `resume`,
 * `trigger` and `backfill` resolve when the schedule has taken it, and go one after another within a process.
 */
export interface ScheduleHandle {
  readonly id: string;
  /** Fires no more until `resume`; runs under way go on. `note` says why, to whoever looks. */
  pause(note?: string): Promise<void>;
  resume(note?: string): Promise<void>;
  /**
   * Fires once, now, also when paused; once a second at most, as Temporal gives two runs of one second the same workflow id.
   * @default overlap 'allow-all'
   */
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
  const change = (patch: (handle: TemporalScheduleHandle) => Promise<void>): Promise<void> =>
    call((handle) =>
      inOrder(`${namespace}/${id}`, async () => {
        await patch(handle);
        // Temporal keeps one patch at a time: a next one that comes before the schedule has taken this one replaces it, unsaid. A
        // look is answered after that. It may fail, as the patch has been accepted: nobody must be made to fire twice.
        await handle.describe().catch(() => undefined);
      }),
    );
  return {
    id,
    pause: (note) => change((handle) => handle.pause(note)),
    resume: (note) => change((handle) => handle.unpause(note)),
    trigger: ({ overlap } = {}) =>
      change((handle) => handle.trigger(...(overlap === undefined ? [] : [toOverlap(overlap) as never]))),
    backfill: ({ start, end, overlap = 'allow-all' }) =>
      change((handle) => handle.backfill({ start, end, overlap: toOverlap(overlap) } as never)),
    state: () =>
      call(async (handle) => {
        const { state, info } = await untilAnswered(() => handle.describe());
        return { paused: state.paused, note: state.note ?? '', nextRuns: info.nextActionTimes };
      }),
  };
}

// --- internal ---

/** The queue of each schedule that has changes in flight. */
const queues = new Map<string, SerialQueue>();

/** Makes the changes to one schedule in the order of the calls; a failed change does not stop the next. */
async function inOrder(schedule: string, change: () => Promise<void>): Promise<void> {
  const queue = queues.get(schedule) ?? { last: Promise.resolve() };
  queues.set(schedule, queue);
  const mine = enqueue(queue, change);
  try {
    await mine;
  } finally {
    if (queue.last === mine) queues.delete(schedule);
  }
}
