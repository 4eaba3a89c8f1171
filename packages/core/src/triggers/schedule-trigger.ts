import type { AnyRunnable, CallerInputOf } from '../definitions/inference.ts';
import { findCronProblem } from './cron-expression.ts';
import type { OptionRules } from '../definitions/rules/option-rules.ts';
import { toMilliseconds } from '../definitions/duration.ts';
import type { Duration } from '../definitions/duration.ts';
import { assertTrigger, defineTrigger } from './trigger.ts';
import type { TriggerBase } from './trigger.ts';

/** What happens when a run is due while the previous one is still running. Maps to Temporal's ScheduleOverlapPolicy. */
export type OverlapPolicy = 'skip' | 'buffer-one' | 'buffer-all' | 'cancel-other' | 'terminate-other' | 'allow-all';

/** Options of a schedule, without the input. */
export interface ScheduleTiming {
  /** The schedule's id. @default the target's name and the expression */
  id?: string;
  /** `false` skips a run while the previous one is still running, `true` allows all; or a policy by name. @default 'skip' */
  overlap?: boolean | OverlapPolicy;
  /** The IANA name of a time zone. @default 'UTC' */
  timezone?: string;
  /** Delays each run by a random time of up to this length. @default 0 */
  jitter?: Duration;
  /** Temporal catches up on runs that it missed while it was down, if they are not older than this. @default a year */
  catchupWindow?: Duration;
  startAt?: Date;
  endAt?: Date;
  /** Pauses the schedule when a run fails. @default false */
  pauseOnFailure?: boolean;
  /** Creates the schedule paused. @default false */
  paused?: boolean;
}

/** Options of a schedule, with `input` if its target takes one. */
export type ScheduleOptions<TInput> = ScheduleTiming &
  (undefined extends TInput ? { input?: TInput } : { input: TInput });

/** The arguments after the target: options, which are required if the target takes an input. */
export type ScheduleArgs<TInput> = undefined extends TInput
  ? [options?: ScheduleOptions<TInput>]
  : [options: ScheduleOptions<TInput>];

/** When a schedule fires. */
export type ScheduleSpec = { readonly cron: string } | { readonly every: number };

/** A schedule of `tfn.cron` or `tfn.interval`. */
export interface ScheduleTriggerDef extends TriggerBase {
  readonly type: 'schedule';
  readonly id: string;
  /** `every` is in milliseconds. */
  readonly spec: ScheduleSpec;
  readonly target: AnyRunnable;
  readonly options: ScheduleTiming & { readonly input?: unknown };
}

/**
 * Runs a workflow or function at the times of a cron expression. `@tfn/triggers-cron` creates a Temporal Schedule for it.
 * @example tfn.cron('0 9 * * *', dailyReport, { timezone: 'America/New_York' });
 * @throws {TfnError} TFN_TRIGGER_INVALID, TFN_TARGET_INVALID, TFN_OPTIONS_INVALID, TFN_NAME_DUPLICATE
 */
export function cron<TTarget extends AnyRunnable>(
  expression: string,
  target: TTarget,
  ...[options]: ScheduleArgs<CallerInputOf<TTarget>>
): ScheduleTriggerDef {
  const call = `tfn.cron('${expression}')`;
  assertTrigger(call, findCronProblem(expression));
  return schedule(call, { name: expression, spec: { cron: expression }, target, options, boundary: cron });
}

/**
 * Runs a workflow or function repeatedly, at a fixed interval of whole seconds. Maps to an interval of a Temporal Schedule.
 * @example tfn.interval('5m', syncData);
 * @throws {TfnError} TFN_DURATION_INVALID, TFN_TRIGGER_INVALID, TFN_TARGET_INVALID, TFN_OPTIONS_INVALID, TFN_NAME_DUPLICATE
 */
export function interval<TTarget extends AnyRunnable>(
  every: Duration,
  target: TTarget,
  ...[options]: ScheduleArgs<CallerInputOf<TTarget>>
): ScheduleTriggerDef {
  const call = `tfn.interval('${every}')`;
  const milliseconds = toMilliseconds(every, call);
  const isKept = milliseconds >= 1000 && milliseconds % 1000 === 0;
  assertTrigger(call, !isKept && 'use whole seconds, at least one: Temporal Schedules count in seconds');
  return schedule(call, {
    name: `${milliseconds}ms`,
    spec: { every: milliseconds },
    target,
    options,
    boundary: interval,
  });
}

// --- internal ---

const RULES: OptionRules<ScheduleTiming & { input: unknown }> = {
  id: 'name',
  overlap: [true, false, 'skip', 'buffer-one', 'buffer-all', 'cancel-other', 'terminate-other', 'allow-all'],
  timezone: 'name',
  jitter: 'time',
  catchupWindow: 'time',
  startAt: 'date',
  endAt: 'date',
  pauseOnFailure: 'flag',
  paused: 'flag',
  input: 'any',
};

interface ScheduleInput {
  name: string;
  spec: ScheduleSpec;
  target: AnyRunnable;
  options: ScheduleTiming | undefined;
  boundary: (...args: never[]) => unknown;
}

function schedule(call: string, { name, spec, target, options = {}, boundary }: ScheduleInput): ScheduleTriggerDef {
  const id = options.id ?? `${target?.name}:${name}`;
  return defineTrigger({
    call,
    key: id,
    fields: { type: 'schedule', id, spec, target, options },
    targets: ['workflow', 'function'],
    rules: RULES,
    boundary,
  });
}
