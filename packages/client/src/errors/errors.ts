import { defineErrors } from '@tfn/core';
import type { ErrorFactory } from '@tfn/core';
import { callErrors } from './transport-errors.ts';

const configErrors = {
  TFN_CLIENT_CONFIG: (d: { problem: string }): string =>
    `Temporal's configuration cannot be used: ${d.problem}. Mend the environment variables TEMPORAL_… or the TOML file, or give temporal.profile.`,
} as const;

/** The client's error table. Every entry is described in docs/reference/errors.md. */
export const clientErrors: typeof configErrors & typeof callErrors = { ...configErrors, ...callErrors };

/** Makes an error of the client's table. */
export const clientError: ErrorFactory<typeof clientErrors> = defineErrors(clientErrors);
