import { inputError } from '../errors/input-errors.ts';
import { nearestName } from '../internal/nearest-name.ts';
import { resolveFunctionOptions } from './function.ts';
import type { FunctionDefaults, ResolvedFunctionOptions } from './function.ts';

/**
 * Converts a project's defaults to the form that definitions keep. Task queue, `local` and schemas cannot have a default.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function resolveFunctionDefaults(defaults: FunctionDefaults): ResolvedFunctionOptions {
  const problems = Object.keys(defaults)
    .filter((name) => !(NAMES as readonly string[]).includes(name))
    .map((name) => `'${name}' cannot have a default${hint(name)}; options that can: ${NAMES.join(', ')}`);
  if (problems.length > 0) throw inputError('TFN_OPTIONS_INVALID', { what: WHAT, problems });
  return resolveFunctionOptions(WHAT, defaults);
}

// --- internal ---

function hint(name: string): string {
  const nearest = nearestName(name, NAMES);
  return nearest === undefined ? '' : `, did you mean '${nearest}'?`;
}

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
