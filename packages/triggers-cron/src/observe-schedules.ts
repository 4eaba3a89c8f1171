import { registry } from '@tfn/core';
import type { ScheduleTriggerDef } from '@tfn/core';
import type { Counter, Gauge, Metrics } from '@tfn/core/telemetry';
import { inParallel } from './in-parallel.ts';
import { isNotFound, temporalOf } from './temporal-schedules.ts';
import type { ScheduleClient } from './temporal-schedules.ts';

/** Options of `observeSchedules`. */
export interface ObserveOptions {
  metrics: Metrics;
  /** @default every `tfn.cron` and `tfn.interval` of this process */
  schedules?: Iterable<ScheduleTriggerDef>;
}

/**
 * Measures schedules with the figures that Temporal reports: when they last fired and fire next, how often, and how many runs were
 * skipped. It asks Temporal when the metrics are read, at most every 15 s. The returned function stops it.
 * @throws {TfnError} TFN_SCHEDULE_CLIENT
 */
export function observeSchedules(client: ScheduleClient, { metrics, schedules }: ObserveOptions): () => void {
  const { schedule } = temporalOf(client);
  const ids = [...(schedules ?? registry.triggers.values())].flatMap((def) =>
    def.type === 'schedule' ? [def.id] : [],
  );
  const gauge = (name: string, help: string): Gauge<'schedule'> => metrics.gauge({ name, help, labels: ['schedule'] });
  const counter = (name: string, help: string): Counter<'schedule'> =>
    metrics.counter({ name, help, labels: ['schedule'] });
  const taken = counter('tfn_schedule_runs_total', 'How many runs the schedule has started.');
  const overlapped = counter(
    'tfn_schedule_skipped_total',
    'Runs that were not started because the previous one was in flight.',
  );
  const missed = counter('tfn_schedule_missed_total', 'Runs that were not started as it was too late for them.');
  const running = gauge('tfn_schedule_running_runs', 'How many runs of the schedule are in flight.');
  const paused = gauge('tfn_schedule_paused', 'Whether the schedule is paused.');
  const last = gauge('tfn_schedule_last_run_timestamp_seconds', 'When the schedule last started a run.');
  const next = gauge('tfn_schedule_next_run_timestamp_seconds', 'When the schedule starts its next run.');

  const update = async (): Promise<void> => {
    const found = await inParallel(ids, (id) =>
      schedule
        .getHandle(id)
        .describe()
        .catch((error: unknown) => {
          // Not created yet, or deleted by someone.
          if (isNotFound(error)) return undefined;
          throw error;
        }),
    );
    for (const each of [running, paused, last, next]) each.clear();
    for (const [index, description] of found.entries()) {
      if (description === undefined) continue;
      const labels = { schedule: ids[index] as string };
      const { info, state } = description;
      taken.set(labels, info.numActionsTaken);
      overlapped.set(labels, info.numActionsSkippedOverlap);
      missed.set(labels, info.numActionsMissedCatchupWindow);
      running.set(labels, info.runningActions.length);
      paused.set(labels, state.paused ? 1 : 0);
      const [nextRun, lastRun] = [info.nextActionTimes[0], info.recentActions.at(-1)?.takenAt];
      if (nextRun !== undefined) next.set(labels, nextRun.getTime() / 1000);
      if (lastRun !== undefined) last.set(labels, lastRun.getTime() / 1000);
    }
  };
  return metrics.beforeRead(update, { holds: '15s' });
}
