import { brand, kindOf } from '../definitions/brand.ts';
import type { Branded, DefKind } from '../definitions/brand.ts';
import { captureCallSite } from '../definitions/call-site.ts';
import type { SourceLocation } from '../definitions/call-site.ts';
import { describe } from '../errors/describe.ts';
import { coreError } from '../errors/errors.ts';
import type { EventTriggerDef } from './event-trigger.ts';
import type { HttpTriggerDef } from './http-trigger.ts';
import { resolveOptions } from '../definitions/options.ts';
import { register } from '../definitions/registry.ts';
import type { ScheduleTriggerDef } from './schedule-trigger.ts';
import type { SignalTriggerDef } from './signal-trigger.ts';

/** What starts or reaches a workflow: pure data, which the trigger packages and the worker consume. */
export type TriggerDef = HttpTriggerDef | ScheduleTriggerDef | SignalTriggerDef | EventTriggerDef;

/** What all triggers have. */
export interface TriggerBase extends Branded<'trigger'> {
  readonly source: SourceLocation | undefined;
}

/** A kind of definition, or a plain function. */
type TargetKind = DefKind | 'handler';

/** What a trigger is made of. */
export interface TriggerInput<TFields> {
  /** The user's call, for errors. */
  readonly call: string;
  /** Names the route, schedule, signal or subscription among the triggers of its type. */
  readonly key: string;
  readonly fields: TFields;
  /** The kinds of definition that it may reach. */
  readonly targets: readonly TargetKind[];
  readonly boundary: (...args: never[]) => unknown;
}

/** The steps that every trigger goes through: check target and options, find the place, register. */
export function defineTrigger<TFields extends { type: string; target: unknown; options: object }>({
  call,
  key,
  fields,
  targets,
  boundary,
}: TriggerInput<TFields>): TriggerBase & TFields {
  const { type, target, options } = fields;
  const kind = typeof target === 'function' ? 'handler' : kindOf(target);
  if (!targets.includes(kind as TargetKind))
    throw coreError('TFN_TARGET_INVALID', { call, got: kind ?? describe(target), targets });
  const def = brand('trigger', {
    ...fields,
    options: resolveOptions(call, options),
    source: captureCallSite(boundary),
  });
  register('trigger', `${type} ${key}`, def);
  return def;
}

/** @throws {TfnError} TFN_TRIGGER_INVALID when there is a problem */
export function assertTrigger(call: string, problem: string | false | undefined): void {
  if (problem) throw coreError('TFN_TRIGGER_INVALID', { call, problem });
}
