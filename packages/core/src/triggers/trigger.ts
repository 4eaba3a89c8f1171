import { brand, kindOf } from '../definitions/registry/brand.ts';
import type { Branded, DefKind } from '../definitions/registry/brand.ts';
import { captureCallSite } from '../definitions/registry/call-site.ts';
import type { SourceLocation } from '../definitions/registry/call-site.ts';
import { describe } from '../errors/describe.ts';
import { coreError } from '../errors/errors.ts';
import type { EventTriggerDef } from './event-trigger.ts';
import type { HttpTriggerDef } from './http-trigger.ts';
import type { OptionRule } from '../definitions/rules/option-rules.ts';
import { resolveOptions } from '../definitions/options.ts';
import { register } from '../definitions/registry/registry.ts';
import type { ScheduleTriggerDef } from './schedule-trigger.ts';
import type { SignalTriggerDef } from './signal-trigger.ts';

/** Plain data that describes what starts or reaches a workflow. The trigger packages and the worker act on it. */
export type TriggerDef = HttpTriggerDef | ScheduleTriggerDef | SignalTriggerDef | EventTriggerDef;

/** The fields of every trigger. */
export interface TriggerBase extends Branded<'trigger'> {
  readonly source: SourceLocation | undefined;
}

/** A kind of definition, or a plain function. */
type TargetKind = DefKind | 'handler';

/** What `defineTrigger` needs. */
export interface TriggerInput<TFields> {
  /** The user's call, as errors show it. */
  readonly call: string;
  /** Identifies the route, schedule, signal or subscription among the triggers of its type. */
  readonly key: string;
  readonly fields: TFields;
  /** The rule of each option. @default any option, durations by their names */
  readonly rules?: Readonly<Record<string, OptionRule>>;
  /** The kinds of definition that it accepts as target. */
  readonly targets: readonly TargetKind[];
  readonly boundary: (...args: never[]) => unknown;
}

/** Makes a trigger definition: checks target and options, finds the call site, registers it. */
export function defineTrigger<TFields extends { type: string; target: unknown; options: object }>({
  call,
  key,
  fields,
  targets,
  rules,
  boundary,
}: TriggerInput<TFields>): TriggerBase & TFields {
  const { type, target, options } = fields;
  const kind = typeof target === 'function' ? 'handler' : kindOf(target);
  if (!targets.includes(kind as TargetKind))
    throw coreError('TFN_TARGET_INVALID', { call, got: kind ?? describe(target), targets });
  const def = brand('trigger', {
    ...fields,
    options: resolveOptions(call, options, { rules }),
    source: captureCallSite(boundary),
  });
  register('trigger', `${type} ${key}`, def);
  return def;
}

/** @throws {TfnError} TFN_TRIGGER_INVALID when there is a problem */
export function assertTrigger(call: string, problem: string | false | undefined): void {
  if (problem) throw coreError('TFN_TRIGGER_INVALID', { call, problem });
}
