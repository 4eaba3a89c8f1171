import { defineErrors } from './define-errors.ts';
import type { ErrorFactory } from './define-errors.ts';
import { sendErrors } from './send-errors.ts';
import { existsErrors } from './workflow-exists.ts';

const nodeErrors = {
  TFN_NODE_TOO_OLD: (d: { version: string; needed: string }): string =>
    `This is Node ${d.version}, but Temporal Functions needs Node ${d.needed} or newer. Install a current Node.js.`,
} as const;

const serverErrors = {
  TFN_SERVER_CAPABILITY_MISSING: (d: {
    feature: string;
    capability: string;
    address: string;
    setting: string;
  }): string =>
    `${d.feature} needs the capability '${d.capability}', which the Temporal server at '${d.address}' does not have. ` +
    `Use server 1.32 or newer with ${d.setting}=true in its dynamic config.`,
} as const;

/** The errors that several packages share. docs/reference/errors.md describes every entry. */
export const sharedErrors: typeof nodeErrors & typeof sendErrors & typeof serverErrors & typeof existsErrors = {
  ...existsErrors,
  ...sendErrors,
  ...nodeErrors,
  ...serverErrors,
};

/** Makes an error of the shared table. */
export const sharedError: ErrorFactory<typeof sharedErrors> = defineErrors(sharedErrors);
