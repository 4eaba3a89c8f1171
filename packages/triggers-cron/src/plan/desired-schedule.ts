import type { OverlapPolicy, ScheduleTriggerDef } from '@tfn/core';
import {
  definedOnly,
  kindOf,
  parseInput,
  toStartFields,
  toTemporalOptions,
  unserializableError,
} from '@tfn/core/internal';
import { toCalendars } from '../calendar/cron-calendar.ts';
import type { ValueRange } from '../calendar/cron-calendar.ts';

/** The options of ScheduleClient.create, without those that apply only to a creation. */
export interface DesiredSchedule {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly action: Readonly<Record<string, unknown>>;
  readonly policies: Readonly<Record<string, unknown>>;
  /** Undefined when the definition leaves it to the operator. */
  readonly paused: boolean | undefined;
}

/**
 * Makes the schedule that a definition describes, and checks its input.
 * @throws {TfnError} TFN_INPUT_INVALID, TFN_INPUT_UNSERIALIZABLE
 */
export async function toDesired(def: ScheduleTriggerDef, taskQueue: string): Promise<DesiredSchedule> {
  const { options, target } = def;
  const parsed = await parseInput(target, options.input);
  // The worker of a function parses its input itself.
  const isParsed = kindOf(target) === 'workflow' && target.options.input !== undefined;
  // Parsing awaits a promise, which is no input.
  const input = isParsed ? parsed : options.input;
  const refused = unserializableError({ kind: 'input', what: `the schedule '${def.id}'`, value: input });
  if (refused !== undefined) throw refused;
  const {
    workflowType,
    args,
    options: startOptions,
  } = toStartFields({
    name: target.name,
    def: target,
    input,
    taskQueue,
    overrides: {},
  });
  return {
    spec: toSpec(def),
    action: {
      ...{ type: 'startWorkflow', workflowId: def.id, workflowType, args },
      ...toTemporalOptions(startOptions),
    },
    policies: definedOnly({
      overlap: toOverlap(options.overlap),
      catchupWindow: options.catchupWindow ?? YEAR,
      pauseOnFailure: options.pauseOnFailure ?? false,
    }),
    paused: options.paused,
  };
}

/** Temporal's name for an overlap policy. */
export function toOverlap(overlap: boolean | OverlapPolicy = 'skip'): string {
  if (typeof overlap === 'boolean') return overlap ? 'ALLOW_ALL' : 'SKIP';
  return overlap.toUpperCase().replace('-', '_');
}

// --- internal ---

/** Temporal's default for catchupWindow, in milliseconds. */
const YEAR = 365 * 24 * 3_600_000;

const MONTHS = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ');
const WEEKDAYS = 'SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY'.split(' ');

function toSpec({ spec, options }: ScheduleTriggerDef): Readonly<Record<string, unknown>> {
  const { timezone, jitter, startAt, endAt } = options;
  const when =
    'every' in spec
      ? { intervals: [{ every: spec.every }] }
      : {
          calendars: toCalendars(spec.cron).map((calendar) => ({
            second: [{ start: 0, end: 0, step: 1 }],
            ...calendar,
            month: named(calendar.month, (month) => MONTHS[month - 1]),
            dayOfWeek: named(calendar.dayOfWeek, (day) => WEEKDAYS[day]),
            comment: spec.cron,
          })),
        };
  return definedOnly({ ...when, timezone, jitter, startAt: toSecond(startAt), endAt: toSecond(endAt) });
}

/** Temporal stores the times of schedules in seconds. */
function toSecond(date: Date | undefined): Date | undefined {
  return date && new Date(Math.floor(date.getTime() / 1000) * 1000);
}

function named(ranges: readonly ValueRange[], name: (value: number) => string | undefined): readonly object[] {
  return ranges.map(({ start, end, step }) => ({ start: name(start), end: name(end), step }));
}
