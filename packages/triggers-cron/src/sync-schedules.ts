/**
 * Reconciles the schedules of an app with Temporal.
 * I1: it changes or deletes only schedules whose memo names this app and namespace.
 * I2: it checks all definitions and reads all schedules before it changes anything.
 * I3: any number of processes may sync at once: a change that another process has just made counts as made.
 */
import { registry } from '@tfn/core';
import type { ScheduleTriggerDef } from '@tfn/core';
import { OWNER_MEMO, assertNames, definedOnly, describe } from '@tfn/core/internal';
import { assertDefinitions } from './plan/assert-definitions.ts';
import { toDesired } from './plan/desired-schedule.ts';
import type { DesiredSchedule } from './plan/desired-schedule.ts';
import { scheduleError } from './errors.ts';
import { findDifferences } from './plan/find-differences.ts';
import { inParallel } from './in-parallel.ts';
import { describeSchedule, isOwnedBy, planSchedules } from './plan/plan-schedules.ts';
import type { ScheduleChange, ScheduleOwner } from './plan/plan-schedules.ts';
import { isNotFound, isTaken, temporalOf, untilAnswered } from './temporal-schedules.ts';
import type { ScheduleClient } from './temporal-schedules.ts';

/** Options of `syncSchedules`. */
export interface SyncOptions {
  /**
   * The name of the app. Its schedules that are no longer defined are deleted, so each process that syncs under this name must load
   * all its definitions.
   */
  app: string;
  /** @default every `tfn.cron` and `tfn.interval` of this process */
  schedules?: Iterable<ScheduleTriggerDef>;
  /** The task queue of definitions without a task queue. @default the client's */
  taskQueue?: string;
  /** Changes nothing; returns the plan of what it would change. @default false */
  dryRun?: boolean;
  /** Deletes the app's schedules that are no longer defined. @default true */
  prune?: boolean;
}

/** Ids of schedules, by their planned or completed change. */
export interface SchedulePlan {
  readonly create: readonly string[];
  readonly update: readonly string[];
  readonly delete: readonly string[];
  /** Schedules that match their definitions. */
  readonly keep: readonly string[];
  /** For each update, the fields that differ from the definition, such as 'spec.calendars'. */
  readonly differences: Readonly<Record<string, readonly string[]>>;
}

/**
 * Creates, updates and deletes Temporal Schedules so that they match the app's definitions; returns the changes. It does not write
 * equal schedules, and a schedule that someone paused stays paused unless its definition says `paused: false`.
 * @example await syncSchedules(client, { app: 'shop' });
 * @throws {TfnError} TFN_OPTIONS_INVALID, TFN_SCHEDULE_INVALID, TFN_INPUT_INVALID, TFN_INPUT_UNSERIALIZABLE, TFN_SCHEDULE_FOREIGN, TFN_SCHEDULE_CLIENT, TFN_SCHEDULE_APP
 */
export async function syncSchedules(client: ScheduleClient, options: SyncOptions): Promise<SchedulePlan> {
  assertNames('syncSchedules', options, { known: Object.keys(NAMES) });
  const { app, dryRun = false, prune = true, taskQueue = client.taskQueue ?? 'default' } = options;
  if (typeof app !== 'string' || app === '') throw scheduleError('TFN_SCHEDULE_APP', { got: describe(app) });
  const temporal = temporalOf(client);
  const defs = [...(options.schedules ?? registeredSchedules())];
  assertDefinitions(defs);
  const wanted = await Promise.all(defs.map(async (def) => ({ def, desired: await toDesired(def, taskQueue) })));
  const owner = { app, namespace: temporal.options.namespace };
  const { changes, foreign } = await planSchedules(temporal, { wanted, owner, prune });
  if (foreign.length > 0) throw scheduleError('TFN_SCHEDULE_FOREIGN', { app, ids: foreign });
  if (dryRun) return toPlan(changes);
  const byId = new Map(wanted.map(({ def, desired }) => [def.id, desired]));
  return toPlan(
    await inParallel(changes, (change) =>
      apply(temporal, { change, owner, desired: byId.get(change.id) as DesiredSchedule }),
    ),
  );
}

// --- internal ---

const NAMES: Readonly<Record<keyof SyncOptions, true>> = {
  app: true,
  schedules: true,
  taskQueue: true,
  dryRun: true,
  prune: true,
};

function toPlan(changes: readonly ScheduleChange[]): SchedulePlan {
  const idsOf = (action: ScheduleChange['action']): readonly string[] =>
    changes.filter((change) => change.action === action).map(({ id }) => id);
  const differences = changes.flatMap((change) =>
    change.action === 'update' ? [[change.id, change.differences] as const] : [],
  );
  return {
    ...{ create: idsOf('create'), update: idsOf('update'), delete: idsOf('delete'), keep: idsOf('keep') },
    differences: Object.fromEntries(differences),
  };
}

interface Application {
  readonly change: ScheduleChange;
  readonly owner: ScheduleOwner;
  readonly desired: DesiredSchedule;
}

function registeredSchedules(): readonly ScheduleTriggerDef[] {
  return [...registry.triggers.values()].filter((trigger) => trigger.type === 'schedule');
}

async function apply(temporal: ScheduleClient['temporal'], application: Application): Promise<ScheduleChange> {
  const { change } = application;
  switch (change.action) {
    case 'keep':
      return change;
    case 'create':
      return create(temporal, application);
    case 'update':
      return update(temporal, application);
    case 'delete':
      await untilAnswered(() => temporal.schedule.getHandle(change.id).delete()).catch(unless(isNotFound));
      return change;
  }
}

async function create(temporal: ScheduleClient['temporal'], application: Application): Promise<ScheduleChange> {
  const { change, owner, desired } = application;
  const { spec, action, policies, paused } = desired;
  const memo = { [OWNER_MEMO]: owner };
  const options = { scheduleId: change.id, spec, action, policies, memo, state: definedOnly({ paused }) };
  try {
    await untilAnswered(() => temporal.schedule.create(options as never));
    return change;
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
  // Another process was faster. I3
  const found = await describeSchedule(temporal, change.id);
  if (found === undefined) return create(temporal, application);
  if (!isOwnedBy(found.memo, owner)) throw scheduleError('TFN_SCHEDULE_FOREIGN', { app: owner.app, ids: [change.id] });
  const differences = findDifferences(found, desired);
  if (differences.length === 0) return { action: 'keep', id: change.id };
  return update(temporal, { ...application, change: { action: 'update', id: change.id, differences } });
}

async function update(temporal: ScheduleClient['temporal'], application: Application): Promise<ScheduleChange> {
  const { change, desired } = application;
  const { spec, action, policies, paused } = desired;
  const merge = ({ state }: { state: { paused: boolean } }): object => ({
    ...{ spec, action, policies },
    state: paused === undefined ? state : { ...state, paused },
  });
  try {
    await untilAnswered(() => temporal.schedule.getHandle(change.id).update(merge as never));
    return change;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return create(temporal, { ...application, change: { action: 'create', id: change.id } });
  }
}

function unless(isExpected: (error: unknown) => boolean): (error: unknown) => void {
  return (error) => {
    if (!isExpected(error)) throw error;
  };
}
