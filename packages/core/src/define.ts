import { captureCallSite, inSandbox } from './call-site.ts';
import type { SourceLocation } from './call-site.ts';
import { describe } from './describe.ts';
import { coreError } from './errors.ts';
import { register } from './registry.ts';
import type { Stored } from './registry.ts';

/** What a user gave to a definition, and the function of ours that the user called. */
export interface DefinitionInput {
  name: string;
  handler: unknown;
  boundary: (...args: never[]) => unknown;
}

/** The steps that every named definition goes through: check name and handler, find the place, build, register. */
export function defineOnce<TDef extends Stored>(
  kind: 'function' | 'workflow',
  { name, handler, boundary }: DefinitionInput,
  build: (source: SourceLocation | undefined) => TDef,
): TDef {
  assertName(kind, name);
  // Pruning removes function bodies from workflow bundles, where nothing calls them.
  if (typeof handler !== 'function' && !(kind === 'function' && inSandbox()))
    throw coreError('TFN_HANDLER_INVALID', { what: kind, name, got: describe(handler) });
  const def = build(captureCallSite(boundary));
  register(kind, name, def);
  return def;
}

/** @throws {TfnError} TFN_NAME_INVALID */
export function assertName(what: string, name: unknown): asserts name is string {
  if (typeof name === 'string' && name.trim() !== '' && !name.startsWith('__temporal')) return;
  throw coreError('TFN_NAME_INVALID', { what, name: describe(name) });
}
