import { coreErrors, defineErrors, describe, findNameProblem, messageName } from '@tfn/core/internal';
import type { AnyMessageDef } from '@tfn/core';

/** The name of a signal that is sent. @throws {TfnError} TFN_OPTIONS_INVALID */
export function toSignalName(signal: string | AnyMessageDef): string {
  const name = messageName(signal);
  assertStored('the name of a signal', name);
  return name;
}

/** Checks the id of a patch. @throws {TfnError} TFN_OPTIONS_INVALID */
export function toPatchId(id: string): string {
  assertStored('the id of a patch', id);
  return id;
}

// --- internal ---

const coreError = defineErrors(coreErrors);

/**
 * Checks a name or an id that a command carries: the server refuses the workflow task of an invalid one, again and again.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
function assertStored(what: string, value: unknown): void {
  const expected = findNameProblem(value);
  if (expected) throw coreError('TFN_OPTIONS_INVALID', { what, problems: [`${describe(value)} is not ${expected}`] });
}
