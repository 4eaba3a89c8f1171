/**
 * The options that a project gives once for all of its functions.
 * I1: they are of the worker, not of the bundle: a change makes no new version of the workflows.
 * I2: they may change while workflows run: a replay compares which function was scheduled, never its timeouts and retries, and a scheduled
 *     function keeps its options. So no default says how, or where, a function is scheduled.
 */
import type { ResolvedFunctionOptions } from '@tfn/core';
import { readSettings } from '../../shared/sandbox-settings.ts';

/** A function's options over the defaults of its worker. */
export function withDefaults(options: ResolvedFunctionOptions): ResolvedFunctionOptions {
  const { functionDefaults: defaults } = readSettings();
  if (defaults === undefined) return options;
  const { startToCloseTimeout: _, ...others } = defaults;
  // A function that limits all its attempts together may intend a single long one.
  return mergeOptions(options.scheduleToCloseTimeout === undefined ? defaults : others, options);
}

/** Options over others, field by field, also within `retry`. */
export function mergeOptions(under: ResolvedFunctionOptions, over: ResolvedFunctionOptions): ResolvedFunctionOptions {
  const retry = under.retry && over.retry ? { ...under.retry, ...over.retry } : (over.retry ?? under.retry);
  return { ...under, ...over, ...(retry && { retry }) };
}
