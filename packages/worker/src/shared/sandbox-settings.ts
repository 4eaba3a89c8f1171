/**
 * What a worker passes to its workflows besides their bundle, which stays as it was built: one object on the sandbox's global object. Settings
 * may differ from one worker, or one start of it, to the next, so no command may depend on them in a way that a replay compares.
 */
import type { ResolvedFunctionOptions, ValuesMode } from '@tfn/core';
import { DEFAULT_PAYLOAD_LIMIT } from '@tfn/core/internal';
import type { AttributeTypes } from './search-attributes.ts';

export interface SandboxSettings {
  /** How many bytes one value may have; null: Temporal, or a converter or codec of the user's, decides. @default Temporal's own limit */
  readonly valueLimit?: number | null | undefined;
  /** The options that a project gives once for all of its functions. @default none */
  readonly functionDefaults?: ResolvedFunctionOptions | undefined;
  /** The search attributes of the namespace when the worker started. Undefined: they are not known. */
  readonly searchAttributes?: AttributeTypes | undefined;
  /** Whether messages and stacks of failures pass through the worker's codec. @default false */
  readonly encodeFailures?: boolean | undefined;
  /** What is written of values. @default 'rich' */
  readonly values?: ValuesMode | undefined;
  /** Whether the server forgets the memo in the runs that follow a run; only in tests. @default false */
  readonly losesMemo?: boolean | undefined;
}

/** Temporal's own limit for one value, in bytes. */
export const DEFAULT_VALUE_LIMIT: number = DEFAULT_PAYLOAD_LIMIT;

/** The name of the object on the sandbox's global object. */
export const SETTINGS_KEY: symbol = Symbol.for('@tfn/settings');

/** The settings of the worker that runs this workflow. */
export function readSettings(): SandboxSettings {
  return (globalThis as { [key: symbol]: SandboxSettings | undefined })[SETTINGS_KEY] ?? {};
}

/** The code of a bundle whose workflows have the settings. */
export function addSettings(code: string, settings: SandboxSettings): string {
  // An unlimited number of attempts is what Temporal takes when there is no number.
  const json = JSON.stringify(settings, (_, value: unknown) => (value === Infinity ? undefined : value));
  return json === '{}' ? code : prepend(code, `globalThis[Symbol.for('${SETTINGS_KEY.description}')]=${json};`);
}

/** The code of a bundle that begins with a statement. */
export function prepend(code: string, statement: string): string {
  // On the first line, whose columns alone change in source maps; a directive stays first.
  return code.replace(/^('use strict';|"use strict";)?/, (directive) => directive + statement);
}
