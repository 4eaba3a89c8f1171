import { brand } from './brand.ts';
import { captureCallSite, inSandbox } from './call-site.ts';
import { describe } from '../../errors/describe.ts';
import { coreError } from '../../errors/errors.ts';
import { findNameProblem } from '../rules/option-rules.ts';
import { register } from './registry.ts';
import type { Stored } from './registry.ts';

/** The arguments of a definition; `boundary` is the function of ours that the user called. */
export interface DefinitionInput {
  name: string;
  handler: unknown;
  boundary: (...args: never[]) => unknown;
}

/** Makes a function or workflow definition: checks name and handler, finds the call site, reads the options, registers it. */
export function defineOnce(
  kind: 'function' | 'workflow',
  { name, handler, boundary }: DefinitionInput,
  readOptions: (what: string) => object,
): Stored {
  assertName(kind, name);
  // Workflow bundles have no function bodies: pruning removes them.
  if (typeof handler !== 'function' && !(kind === 'function' && inSandbox()))
    throw coreError('TFN_HANDLER_INVALID', { what: kind, name, got: describe(handler) });
  const source = captureCallSite(boundary);
  const def = brand(kind, { name, handler, options: readOptions(`${kind} '${name}'`), source }) as Stored;
  register(kind, name, def);
  return def;
}

/** @throws {TfnError} TFN_NAME_INVALID */
export function assertName(what: string, name: unknown): asserts name is string {
  if (!findNameProblem(name) && !(name as string).startsWith('__temporal')) return;
  throw coreError('TFN_NAME_INVALID', { what, name: describe(name) });
}
