import { defineErrors } from '@tfn/core/internal';
import type { ErrorFactory } from '@tfn/core/internal';

/** The schedules' error table. docs/reference/errors.md describes every entry. */
export const scheduleErrors = {
  TFN_SCHEDULE_INVALID: (d: { problems: readonly string[] }): string =>
    `Definitions of schedules are invalid: ${d.problems.join('; ')}.`,
  TFN_SCHEDULE_FOREIGN: (d: { app: string; ids: readonly string[] }): string =>
    `The app '${d.app}' does not own these schedules: ${d.ids.map((id) => `'${id}'`).join(', ')}. Nothing was changed. Rename the ids of the definitions, or delete the schedules.`,
  TFN_SCHEDULE_NOT_FOUND: (d: { id: string; namespace: string }): string =>
    `There is no schedule '${d.id}' in the namespace '${d.namespace}'. Run syncSchedules first, or check the id.`,
  TFN_SCHEDULE_CLIENT: (d: { got: string }): string =>
    `Schedules need Temporal's own client, but got ${d.got}. Pass a client of @tfn/client, or { temporal } with a Client of @temporalio/client.`,
  TFN_SCHEDULE_APP: (d: { got: string }): string =>
    `syncSchedules needs the option app, the name of the owner of these schedules, but got ${d.got}. Schedules of that name that are no longer defined are deleted.`,
} as const;

/** Makes an error from this table. */
export const scheduleError: ErrorFactory<typeof scheduleErrors> = defineErrors(scheduleErrors);
