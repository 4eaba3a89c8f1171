import { defineErrors } from '@tfn/core/internal';
import type { ErrorFactory } from '@tfn/core/internal';
import { callErrors } from './transport-errors.ts';

const configErrors = {
  TFN_CLIENT_CONFIG: (d: { problem: string }): string =>
    `Temporal's configuration is invalid: ${d.problem}. Fix the environment variables TEMPORAL_… or the TOML file, or set temporal.profile.`,
} as const;

/** The client's error table. docs/reference/errors.md describes every entry. */
export const clientErrors: typeof configErrors & typeof callErrors = { ...configErrors, ...callErrors };

/** Makes an error from the client's table. */
export const clientError: ErrorFactory<typeof clientErrors> = defineErrors(clientErrors);
