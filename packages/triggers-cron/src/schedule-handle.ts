import type { OverlapPolicy, ScheduleTriggerDef } from '@tfn/core';
import { enqueue } from '@tfn/core/internal';
import type { SerialQueue } from '@tfn/core/internal';
import { toOverlap } from './plan/desired-schedule.ts';
import { scheduleError } from './errors.ts';
import { isNotFound, temporalOf, untilAnswered } from './temporal-schedules.ts';
import type { ScheduleClient, TemporalScheduleHandle } from './temporal-schedules.ts';

/**
 * Operates one Temporal Schedule. Every method rejects with TFN_SCHEDULE_NOT_FOUND if it does not exist. `pause`, `resume`, `trigger`
 * and `backfill` resolve when the schedule has applied the change, and run one after another within a process.
 */
export interface ScheduleHandle {
  readonly id: string;
  /** Stops firing until `resume`; runs in flight continue. `note` records the reason. */
  pause(note?: string): Promise<void>;
  resume(note?: string): Promise<void>;
  /**
   * Fires once now, even if paused; at most once a second, as Temporal gives two runs in one second the same workflow id.
   * @default overlap 'allow-all'
   */
  trigger(options?: { overlap?: boolean | OverlapPolicy }): Promise<void>;
  /** Fires now for every scheduled time between two past times. @default overlap 'allow-all' */
  backfill(range: { start: Date; end: Date; overlap?: boolean | OverlapPolicy }): Promise<void>;
  state(): Promise<ScheduleState>;
  /** Removes the schedule; runs in flight continue. `syncSchedules` makes it again as long as it is defined. */
  delete(): Promise<void>;
}

/** The state of a schedule in Temporal. */
export interface ScheduleState {
  readonly paused: boolean;
  readonly note: string;
  /** Up to ten times, as Temporal will fire them, with jitter. */
  readonly nextRuns: readonly Date[];
}

/** Makes the handle of a definition's schedule, or of an id, without a request to Temporal. @throws {TfnError} TFN_SCHEDULE_CLIENT */
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
        // Temporal keeps one patch at a time: one sent before the schedule has applied the last silently replaces it. A describe is
        // answered after the patch. Its failure is ignored: the patch was accepted, and a retry would fire twice.
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
    delete: () => call((handle) => inOrder(`${namespace}/${id}`, async () => void (await handle.delete()))),
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
