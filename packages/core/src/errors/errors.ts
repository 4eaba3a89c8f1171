import { inputErrors } from './input-errors.ts';
import { defineErrors } from './define-errors.ts';
import type { ErrorFactory } from './define-errors.ts';

const definitionErrors = {
  TFN_NAME_INVALID: (d: { what: string; name: string }): string =>
    `A ${d.what} cannot be named ${d.name}. Use a non-empty, well-formed string of at most 1000 bytes that does not start with '__temporal'.`,
  TFN_NAME_DUPLICATE: (d: { what: string; name: string; first: string; second: string }): string =>
    `The ${d.what} '${d.name}' is defined at ${d.first} and again at ${d.second}. Rename one.`,
  TFN_HANDLER_INVALID: (d: { what: string; name: string; got: string }): string =>
    `The ${d.what} '${d.name}' needs a function as its second argument, not ${d.got}.`,
  TFN_FUNCTION_UNIMPLEMENTED: (d: { name: string; declared: string }): string =>
    `The function '${d.name}', declared at ${d.declared}, has no implementation here. Register one: worker.register(tfn.implement(${d.name}, handler)).`,
  TFN_TRIGGER_INVALID: (d: { call: string; problem: string }): string => `${d.call}: ${d.problem}.`,
} as const;

/** Core's error table. docs/reference/errors.md describes every entry. */
export const coreErrors: typeof definitionErrors & typeof inputErrors = { ...inputErrors, ...definitionErrors };

/** Makes an error of core's table. */
export const coreError: ErrorFactory<typeof coreErrors> = defineErrors(coreErrors);
