import { defineErrors } from '@tfn/core';
import type { ErrorFactory } from '@tfn/core';

/** The schedules' error table. Every entry is described in docs/reference/errors.md. */
export const scheduleErrors = {
  TFN_SCHEDULE_INVALID: (d: { problems: readonly string[] }): string =>
    `Schedules cannot be made as they are defined: ${d.problems.join('; ')}.`,
  TFN_SCHEDULE_FOREIGN: (d: { app: string; ids: readonly string[] }): string =>
    `Schedules exist that the app '${d.app}' did not make: ${d.ids.map((id) => `'${id}'`).join(', ')}. Nothing was changed. Give these definitions another id, or delete the schedules.`,
  TFN_SCHEDULE_NOT_FOUND: (d: { id: string; namespace: string }): string =>
    `There is no schedule '${d.id}' in the namespace '${d.namespace}'. Run syncSchedules first, or check the id.`,
  TFN_SCHEDULE_CLIENT: (d: { got: string }): string =>
    `Schedules need Temporal's own client, but got ${d.got}. Give a client of @tfn/client, or { temporal } with a Client of @temporalio/client.`,
  TFN_SCHEDULE_APP: (d: { got: string }): string =>
    `syncSchedules needs the option app, a name for what makes these schedules, but got ${d.got}: schedules of that name which are no longer defined are deleted.`,
} as const;

/** Makes an error of this table. */
export const scheduleError: ErrorFactory<typeof scheduleErrors> = defineErrors(scheduleErrors);
