import { defineErrors } from './tfn-error.ts';
import type { ErrorFactory } from './tfn-error.ts';
import { sendErrors } from './send-errors.ts';

const nodeErrors = {
  TFN_NODE_TOO_OLD: (d: { version: string; needed: string }): string =>
    `This is Node ${d.version}, but Temporal Functions needs Node ${d.needed} or newer. Install a current Node.js.`,
} as const;

/** The errors that several packages share. Every entry is described in docs/reference/errors.md. */
export const sharedErrors: typeof nodeErrors & typeof sendErrors = { ...sendErrors, ...nodeErrors };

/** Makes an error of the shared table. */
export const sharedError: ErrorFactory<typeof sharedErrors> = defineErrors(sharedErrors);
