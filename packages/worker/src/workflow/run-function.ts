import { isTfnError, resolveFunctionOptions } from '@tfn/core';
import type { AnyFunctionDef, ResolvedFunctionOptions, RetryPolicy, RunOptions } from '@tfn/core';
import { findUnserializable } from '@tfn/core/internal';
import { proxyActivities, proxyLocalActivities, ValueError } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import { runError } from './errors.ts';
import { nameValue, unlimited } from './payload-limit.ts';

/** How long one try may take when neither the function nor the call says. */
const DEFAULT_TIMEOUT = 60_000;

/** Runs a function as its activity; the options of the call go over those of the definition. */
export function runFunction(
  def: AnyFunctionDef,
  [input, overrides]: readonly [input?: unknown, overrides?: RunOptions],
): Promise<unknown> {
  const options = overrides === undefined ? def.options : mergeOptions(def, overrides);
  return runActivity(def.name, input === undefined ? [] : [input], options);
}

/** Schedules an activity, or a local one, and resolves to its result: what `proxyActivities` does, no more. */
export function runActivity(
  name: string,
  args: readonly unknown[],
  options: ResolvedFunctionOptions,
): Promise<unknown> {
  const { local = false, taskQueue, heartbeatTimeout, ...common } = toActivityOptions(options);
  const activities = local
    ? proxyLocalActivities(common)
    : proxyActivities({ ...common, ...(taskQueue && { taskQueue }), ...(heartbeatTimeout && { heartbeatTimeout }) });
  const activity = activities[name] as (...args: readonly unknown[]) => Promise<unknown>;
  const running = local ? unlimited(() => activity(...args)) : activity(...args);
  return running.catch((error: unknown) => {
    throw explain(error, { name, args });
  });
}

// --- internal ---

/** Tells in our words of an input that cannot be converted, or not be sent. */
function explain(error: unknown, { name, args }: { name: string; args: readonly unknown[] }): unknown {
  if (error instanceof ValueError) {
    const found = findUnserializable(args[0]);
    if (found !== undefined)
      return runError('TFN_INPUT_UNSENDABLE', {
        what: `the function '${name}'`,
        path: found.path,
        problem: found.what,
      });
  }
  if (isTfnError(error)) return nameValue(error, `The input of the function '${name}'`);
  return error;
}

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

function mergeOptions(def: AnyFunctionDef, overrides: RunOptions): ResolvedFunctionOptions {
  const over = resolveFunctionOptions(`the call of '${def.name}'`, overrides);
  const retry: RetryPolicy | undefined =
    def.options.retry && over.retry ? { ...def.options.retry, ...over.retry } : (over.retry ?? def.options.retry);
  return { ...def.options, ...over, ...(retry && { retry }) };
}
