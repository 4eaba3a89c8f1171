import { resolveFunctionOptions } from '@tfn/core';
import type { AnyFunctionDef, ResolvedFunctionOptions, RunOptions } from '@tfn/core';
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import { mergeOptions, withDefaults } from './function-defaults.ts';
import { sendInput } from './payload-limit.ts';

/** How long one try may take when neither the function nor its call nor the defaults say. */
const DEFAULT_TIMEOUT = 60_000;

/** Runs a function as its activity; the options of the call go over those of the definition. */
export function runFunction(
  def: AnyFunctionDef,
  [input, overrides]: readonly [input?: unknown, overrides?: RunOptions],
): Promise<unknown> {
  const options =
    overrides === undefined
      ? def.options
      : mergeOptions(def.options, resolveFunctionOptions(`the call of '${def.name}'`, overrides));
  return runActivity(def.name, input === undefined ? [] : [input], options);
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
  return sendInput({ what: `the function '${name}'`, isLimited: !local }, () => activity(...args));
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
