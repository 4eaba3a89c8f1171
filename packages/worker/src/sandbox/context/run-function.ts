import { assertRetry, resolveFunctionOptions } from '@tfn/core/internal';
import type { AnyFunctionDef, ResolvedFunctionOptions, RunOptions } from '@tfn/core';
import { scheduleActivity, scheduleLocalActivity } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import { assertTarget } from './assert-target.ts';
import { mergeOptions, withDefaults } from './function-defaults.ts';
import { toTemporalName } from './calls/temporal-name.ts';
import { notePending } from '../promises/cancel-pending.ts';
import { nextSeq } from '../sdk/activator.ts';
import { nameInput } from '../limits/payload-limit.ts';
import { assertRoom } from '../limits/pending-limit.ts';
import type { UnsentSteps } from './unsent-steps.ts';

/** Timeout of one attempt, in milliseconds, when neither the function nor its call nor the defaults set one. */
const DEFAULT_TIMEOUT = 60_000;

/**
 * Makes `ctx.run`. It schedules by itself, rather than by `runActivity`, so that a step's stack has as many lines as one of
 * `proxyActivities`: Temporal's worker records it for every promise, and each line costs time.
 */
export function createRun(
  unsent: UnsentSteps,
): (fn: AnyFunctionDef, input?: unknown, overrides?: RunOptions) => Promise<unknown> {
  return (fn, input, overrides) => {
    assertTarget('ctx.run', fn, 'function');
    const { schedule, options, isLocal } = prepare(fn.name, toCallOptions(fn, overrides));
    try {
      const kind = isLocal ? 'localActivity' : 'activity';
      const seq = nextSeq(kind);
      const step = notePending(schedule(fn.name, toArgs(input), options), kind, seq);
      // A local function is never sent: it runs, or not, within the task.
      if (!isLocal) unsent.add(step);
      return step;
    } finally {
      nameInput(undefined);
    }
  };
}

/** Runs a function as it is defined. */
export function runFunction(def: AnyFunctionDef, input: unknown): Promise<unknown> {
  return runActivity(def.name, toArgs(input), def.options);
}

/** Schedules an activity, or a local one, and resolves to its result: what `proxyActivities` does, no more. */
export function runActivity(name: string, args: readonly unknown[], given: ResolvedFunctionOptions): Promise<unknown> {
  const { schedule, options } = prepare(name, given);
  try {
    return schedule(name, [...args], options);
  } finally {
    nameInput(undefined);
  }
}

// --- internal ---

interface PreparedStep {
  readonly schedule: (name: string, args: unknown[], options: ActivityOptions) => Promise<unknown>;
  readonly options: ActivityOptions;
  readonly isLocal: boolean;
}

/** Everything before a step is scheduled; its input stays named until then. */
function prepare(name: string, given: ResolvedFunctionOptions): PreparedStep {
  const {
    input,
    output,
    local = false,
    taskQueue,
    heartbeatTimeout,
    cancellationType,
    ...common
  } = withDefaults(given);
  if (common.retry !== undefined)
    assertRetry(`the function '${name}', with those of its call and its worker`, common.retry);
  if (!local) assertRoom('function');
  nameInput({ what: `the function '${name}'`, isLimited: !local });
  const bounded = common.startToCloseTimeout !== undefined || common.scheduleToCloseTimeout !== undefined;
  // Ours are read-only and in milliseconds; otherwise they are Temporal's, field by field.
  const options = (bounded ? common : { startToCloseTimeout: DEFAULT_TIMEOUT, ...common }) as ActivityOptions;
  if (cancellationType) options.cancellationType = toTemporalName(cancellationType);
  if (local) return { schedule: scheduleLocalActivity, options, isLocal: true };
  if (taskQueue) options.taskQueue = taskQueue;
  if (heartbeatTimeout) options.heartbeatTimeout = heartbeatTimeout;
  return { schedule: scheduleActivity, options, isLocal: false };
}

/** The options of a function's call, which override those of its definition. */
function toCallOptions(def: AnyFunctionDef, overrides: RunOptions | undefined): ResolvedFunctionOptions {
  if (overrides === undefined) return def.options;
  return mergeOptions(def.options, resolveFunctionOptions(`the call of '${def.name}'`, overrides));
}

function toArgs(input: unknown): unknown[] {
  return input === undefined ? [] : [input];
}
