import { inputError } from '../errors/input-errors.ts';
import { resolveFunctionOptions } from './function.ts';
import type { FunctionDefaults, ResolvedFunctionOptions } from './function.ts';

/**
 * A project's defaults in the form in which definitions keep options. Where a function runs, and what its values must be, is its own.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function resolveFunctionDefaults(defaults: FunctionDefaults): ResolvedFunctionOptions {
  const problems = Object.keys(defaults)
    .filter((name) => !(NAMES as readonly string[]).includes(name))
    .map((name) => `'${name}' cannot have a default: possible are ${NAMES.join(', ')}`);
  if (problems.length > 0) throw inputError('TFN_OPTIONS_INVALID', { what: WHAT, problems });
  return resolveFunctionOptions(WHAT, defaults);
}

// --- internal ---

const WHAT = 'all functions (defaults)';

const NAMES: readonly (keyof FunctionDefaults)[] = [
  'timeout',
  'retries',
  'startToCloseTimeout',
  'scheduleToCloseTimeout',
  'scheduleToStartTimeout',
  'heartbeatTimeout',
  'retry',
];
