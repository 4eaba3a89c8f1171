import { defineErrors } from '@tfn/core';
import type { ErrorFactory } from '@tfn/core';

/** The errors that running workflows and functions share. Every entry is described in docs/reference/errors.md. */
export const runErrors = {
  TFN_VALUE_TOO_LARGE: (d: { what: string; size: number; limit: number }): string =>
    `${d.what} is ${d.size} bytes large, but Temporal takes ${d.limit} at most. Keep large data in a store of your own, and send where it is.`,
  TFN_LOCAL_FUNCTION_UNKNOWN: (d: { name: string }): string =>
    `The local function '${d.name}' is not registered on this workflow's worker, where local functions run. Register it there: worker.register(${d.name}).`,
} as const;

/** Makes an error of this table. */
export const runError: ErrorFactory<typeof runErrors> = defineErrors(runErrors);
