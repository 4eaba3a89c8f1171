import type { ScheduleTriggerDef } from '@tfn/core';
import type { DesiredSchedule } from './desired-schedule.ts';
import { findDifferences } from './find-differences.ts';
import { inParallel } from '../in-parallel.ts';
import { isNotFound, untilAnswered } from '../temporal-schedules.ts';
import type { ScheduleClient, TemporalScheduleDescription } from '../temporal-schedules.ts';

/** The memo's field that says which app made a schedule. */
export const OWNER_MEMO = 'tfn';

/** Who makes schedules, as their memo says. */
export interface ScheduleOwner {
  readonly app: string;
  readonly namespace: string;
}

/** What is to be done, or was, about one schedule. */
export type ScheduleChange =
  | { readonly action: 'create' | 'delete' | 'keep'; readonly id: string }
  /** `differences` names what is not as it is defined, such as 'spec.calendars'. */
  | { readonly action: 'update'; readonly id: string; readonly differences: readonly string[] };

/** A definition, and what it wants to be true. */
export interface Wanted {
  readonly def: ScheduleTriggerDef;
  readonly desired: DesiredSchedule;
}

/** What to do so that the schedules of an app are as they are defined, and which are in the way. */
export interface PlannedChanges {
  readonly changes: readonly ScheduleChange[];
  /** Ids of schedules that are defined here but were made by somebody else. */
  readonly foreign: readonly string[];
}

/** Looks at Temporal and plans; changes nothing. */
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

/** A schedule as Temporal has it, or undefined when there is none. */
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

/** Whether a memo is that of a schedule which the owner made. */
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
