import type { ScheduleTriggerDef } from '@tfn/core';
import { describe } from '@tfn/core/internal';
import { scheduleError } from '../errors.ts';
import { isZone } from '../calendar/zone.ts';

/** Makes the checks that core does not, and reports the problems of all definitions together. @throws {TfnError} TFN_SCHEDULE_INVALID */
export function assertDefinitions(defs: readonly ScheduleTriggerDef[]): void {
  const problems = defs.flatMap((def) => problemsOf(def).map((problem) => `'${def.id}': ${problem}`));
  if (problems.length > 0) throw scheduleError('TFN_SCHEDULE_INVALID', { problems });
}

// --- internal ---

function problemsOf({ id, options, spec }: ScheduleTriggerDef): readonly string[] {
  const { timezone, startAt, endAt } = options;
  const found = [
    (typeof id !== 'string' || id === '' || id.length > 1000) && 'its id must be a string of 1 to 1000 characters',
    timezone !== undefined &&
      !isZone(timezone) &&
      `timezone: ${describe(timezone)} is not an IANA name such as 'Europe/Berlin'`,
    timezone !== undefined && 'every' in spec && 'timezone: an interval has no time zone, it counts in UTC',
    startAt !== undefined && endAt !== undefined && endAt <= startAt && 'endAt must be after startAt',
  ];
  return found.filter((problem) => typeof problem === 'string');
}
