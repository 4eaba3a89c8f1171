import { defineErrors } from './tfn-error.ts';
import type { ErrorFactory } from './tfn-error.ts';

/** Core's error table. Every entry is described in docs/reference/errors.md. */
export const coreErrors = {
  TFN_NAME_INVALID: (d: { what: string; name: string }): string =>
    `A ${d.what} cannot be named ${d.name}. Give a non-empty string, not '__temporal…'.`,
  TFN_NAME_DUPLICATE: (d: { what: string; name: string; first: string; second: string }): string =>
    `The ${d.what} '${d.name}' is defined at ${d.first} and again at ${d.second}. Rename one.`,
  TFN_HANDLER_INVALID: (d: { what: string; name: string; got: string }): string =>
    `The ${d.what} '${d.name}' needs a function as its second argument, but got ${d.got}.`,
  TFN_OPTIONS_INVALID: (d: { what: string; problems: readonly string[] }): string =>
    `Options of ${d.what}: ${d.problems.join('; ')}.`,
  TFN_DURATION_INVALID: (d: { option: string; value: string }): string =>
    `${d.option}: ${d.value} is not a duration. Give milliseconds, or a string such as '30s'.`,
  TFN_TARGET_INVALID: (d: { call: string; got: string; targets: readonly string[] }): string =>
    `${d.call}: the target must be a ${d.targets.join(' or ')}, but is ${d.got}.`,
  TFN_TRIGGER_INVALID: (d: { call: string; problem: string }): string => `${d.call}: ${d.problem}.`,
  TFN_INPUT_INVALID: (d: { what: string; issues: readonly InputIssue[] }): string =>
    `The input of ${d.what} does not fit its schema: ${d.issues.map(({ path, message }) => (path && `${path}: `) + message).join('; ')}.`,
} as const;

/** One problem of an input; `path` is dotted, '' for the input itself. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

/** Makes an error of core's table. */
export const coreError: ErrorFactory<typeof coreErrors> = defineErrors(coreErrors);
