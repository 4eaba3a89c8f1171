export { tfn } from '@tfn/core';

export { syncSchedules } from './sync-schedules.ts';
export type { SchedulePlan, SyncOptions } from './sync-schedules.ts';
export { scheduleHandle } from './schedule-handle.ts';
export type { ScheduleHandle, ScheduleState } from './schedule-handle.ts';
export { observeSchedules } from './observe-schedules.ts';
export type { ObserveOptions } from './observe-schedules.ts';
export { nextRuns } from './calendar/next-runs.ts';
export type {
  ScheduleClient,
  TemporalScheduleDescription,
  TemporalScheduleHandle,
  TemporalSchedules,
} from './temporal-schedules.ts';
export { scheduleErrors } from './errors.ts';
