import { defineErrors } from '@tfn/core';
import type { ErrorFactory } from '@tfn/core';

/** The bundler's error table. Every entry is described in docs/reference/errors.md. */
export const bundleErrors = {
  TFN_BUNDLE_FAILED: (d: { problems: readonly string[] }): string =>
    `The workflows could not be bundled: ${d.problems.join('; ')}.`,
} as const;

/** Makes an error of the bundler's table. */
export const bundleError: ErrorFactory<typeof bundleErrors> = defineErrors(bundleErrors);
