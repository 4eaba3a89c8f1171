import { defineErrors } from './define-errors.ts';
import type { ErrorFactory } from './define-errors.ts';

/** The part of core's error table that calls throw as well as definitions: the only part in a client's bundle. */
export const inputErrors = {
  TFN_OPTIONS_INVALID: (d: { what: string; problems: readonly string[] }): string =>
    `Options of ${d.what}: ${d.problems.join('; ')}.`,
  TFN_DURATION_INVALID: (d: { option: string; value: string }): string =>
    `${d.option}: ${d.value} is not a duration. Use milliseconds or a string like '30s'.`,
  TFN_TARGET_INVALID: (d: { call: string; got: string; targets: readonly string[] }): string =>
    `${d.call}: the target must be a ${d.targets.join(' or ')}, but is ${d.got}.`,
  TFN_INPUT_INVALID: (d: { what: string; issues: readonly InputIssue[] }): string =>
    `The input of ${d.what} does not match its schema: ${formatIssues(d.issues)}.`,
} as const;

/** One problem of an input; `path` has dots, and is '' for the input itself. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

/** Makes an error of this table. */
export const inputError: ErrorFactory<typeof inputErrors> = defineErrors(inputErrors);

/** Formats the problems of an input or a result for an error message. */
export function formatIssues(issues: readonly InputIssue[]): string {
  return issues.map(({ path, message }) => (path && `${path}: `) + message).join('; ');
}
