import { resolveFunctionOptions } from '@tfn/core';
import type { AnyFunctionDef, ResolvedFunctionOptions, RunOptions } from '@tfn/core';
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import { mergeOptions, withDefaults } from './function-defaults.ts';
import { nameInput } from './payload-limit.ts';

/** How long one try may take when neither the function nor its call nor the defaults say. */
const DEFAULT_TIMEOUT = 60_000;

/** The options of a function's call, which go over those of its definition. */
export function toCallOptions(def: AnyFunctionDef, overrides: RunOptions | undefined): ResolvedFunctionOptions {
  if (overrides === undefined) return def.options;
  return mergeOptions(def.options, resolveFunctionOptions(`the call of '${def.name}'`, overrides));
}

/** Runs a function as it is defined. */
export function runFunction(def: AnyFunctionDef, input: unknown): Promise<unknown> {
  return runActivity(def.name, input === undefined ? [] : [input], def.options);
}

/** Schedules an activity, or a local one, and resolves to its result: what `proxyActivities` does, no more. */
export function runActivity(
  name: string,
  args: readonly unknown[],
  options: ResolvedFunctionOptions,
): Promise<unknown> {
  const { local = false, taskQueue, heartbeatTimeout, ...common } = toActivityOptions(withDefaults(options));
  const activities = local
    ? proxyLocalActivities(common)
    : proxyActivities({ ...common, ...(taskQueue && { taskQueue }), ...(heartbeatTimeout && { heartbeatTimeout }) });
  const activity = activities[name] as (...args: readonly unknown[]) => Promise<unknown>;
  nameInput({ what: `the function '${name}'`, isLimited: !local });
  try {
    return activity(...args);
  } finally {
    nameInput(undefined);
  }
}

// --- internal ---

function toActivityOptions({
  input,
  output,
  ...options
}: ResolvedFunctionOptions): ActivityOptions & { local?: boolean } {
  const bounded = options.startToCloseTimeout !== undefined || options.scheduleToCloseTimeout !== undefined;
  // Ours are read-only and in milliseconds; otherwise they are Temporal's, field by field.
  return { ...(bounded ? undefined : { startToCloseTimeout: DEFAULT_TIMEOUT }), ...options } as ActivityOptions & {
    local?: boolean;
  };
}
