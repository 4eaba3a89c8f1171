import { describe, findTextProblem, inputError } from '@tfn/core/internal';

/**
 * Checks a name or an id that is sent as it is: Temporal cannot read a request in which it contains half of a surrogate pair.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function assertText(what: string, text: string): void {
  const problem = findTextProblem(text);
  if (problem) throw inputError('TFN_OPTIONS_INVALID', { what, problems: [`${describe(text)} is not ${problem}`] });
}
