import type { ScheduleTriggerDef } from '@tfn/core';
import { OWNER_MEMO } from '@tfn/core/internal';
import type { DesiredSchedule } from './desired-schedule.ts';
import { findDifferences } from './find-differences.ts';
import { inParallel } from '../in-parallel.ts';
import { isNotFound, untilAnswered } from '../temporal-schedules.ts';
import type { ScheduleClient, TemporalScheduleDescription } from '../temporal-schedules.ts';

/** The owner of schedules, as recorded in their memo. */
export interface ScheduleOwner {
  readonly app: string;
  readonly namespace: string;
}

/** A planned or completed change to one schedule. */
export type ScheduleChange =
  | { readonly action: 'create' | 'delete' | 'keep'; readonly id: string }
  /** `differences` names the fields that differ from the definition, such as 'spec.calendars'. */
  | { readonly action: 'update'; readonly id: string; readonly differences: readonly string[] };

/** A definition, and the schedule that it describes. */
export interface Wanted {
  readonly def: ScheduleTriggerDef;
  readonly desired: DesiredSchedule;
}

/** The changes that make an app's schedules match their definitions, and the schedules that block them. */
export interface PlannedChanges {
  readonly changes: readonly ScheduleChange[];
  /** Ids that are defined here but belong to schedules of another owner. */
  readonly foreign: readonly string[];
}

/** Reads the schedules from Temporal and plans changes; changes nothing. */
export async function planSchedules(
  temporal: ScheduleClient['temporal'],
  { wanted, owner, prune }: { wanted: readonly Wanted[]; owner: ScheduleOwner; prune: boolean },
): Promise<PlannedChanges> {
  const foreign: string[] = [];
  const changes = await inParallel(wanted, async ({ def: { id }, desired }): Promise<ScheduleChange | undefined> => {
    const found = await describeSchedule(temporal, id);
    if (found === undefined) return { action: 'create', id };
    if (isOwnedBy(found.memo, owner)) return toChange(id, findDifferences(found, desired));
    foreign.push(id);
    return undefined;
  });
  const defined = new Set(wanted.map(({ def }) => def.id));
  const left = prune ? await findOwn(temporal, owner) : [];
  return {
    changes: [
      ...changes.filter((change) => change !== undefined),
      ...left.filter((id) => !defined.has(id)).map((id) => ({ action: 'delete', id }) as const),
    ],
    foreign: foreign.sort(),
  };
}

/** Reads a schedule from Temporal; undefined if there is none. */
export async function describeSchedule(
  temporal: ScheduleClient['temporal'],
  id: string,
): Promise<TemporalScheduleDescription | undefined> {
  try {
    return await untilAnswered(() => temporal.schedule.getHandle(id).describe());
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Whether a schedule with this memo belongs to the owner. */
export function isOwnedBy(
  memo: Readonly<Record<string, unknown>> | undefined,
  { app, namespace }: ScheduleOwner,
): boolean {
  const made = memo?.[OWNER_MEMO] as Partial<ScheduleOwner> | undefined;
  return made?.app === app && made.namespace === namespace;
}

// --- internal ---

function toChange(id: string, differences: readonly string[]): ScheduleChange {
  return differences.length === 0 ? { action: 'keep', id } : { action: 'update', id, differences };
}

async function findOwn(temporal: ScheduleClient['temporal'], owner: ScheduleOwner): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { scheduleId, memo } of temporal.schedule.list()) if (isOwnedBy(memo, owner)) ids.push(scheduleId);
  return ids.sort();
}
