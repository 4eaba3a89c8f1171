import { registry } from '@tfn/core';
import { formatLocation, kindOf } from '@tfn/core/internal';
import type { AnyFunctionDef, AnyWorkflowDef, SourceLocation, TriggerDef } from '@tfn/core';
import { findSourceMap } from 'node:module';
import { relative } from 'node:path';

/** A project's definitions, as data. */
export interface ProjectDefinitions {
  readonly functions: readonly RunnableInfo[];
  readonly workflows: readonly RunnableInfo[];
  readonly triggers: readonly TriggerInfo[];
}

export interface RunnableInfo {
  readonly name: string;
  readonly taskQueue: string;
  /** Whether it has an input schema. */
  readonly input: boolean;
  readonly output: boolean;
  /** `file:line:column`, relative to the root. */
  readonly source: string;
}

export interface TriggerInfo {
  readonly type: TriggerDef['type'];
  /** Such as 'POST /api/orders', 'CRON 0 9 * * *'. */
  readonly label: string;
  readonly target: string;
  readonly source: string;
}

/** Everything in core's registry, sorted by name. */
export function readDefinitions({ root, taskQueue }: { root: string; taskQueue: string }): ProjectDefinitions {
  const toInfo = (def: AnyFunctionDef | AnyWorkflowDef): RunnableInfo => ({
    name: def.name,
    taskQueue: def.options.taskQueue ?? taskQueue,
    input: def.options.input !== undefined,
    output: def.options.output !== undefined,
    source: toPlace(def.source, root),
  });
  return {
    functions: [...registry.functions.values()].map(toInfo).sort(byName),
    workflows: [...registry.workflows.values()].map(toInfo).sort(byName),
    triggers: [...registry.triggers.values()].map((trigger) => ({
      type: trigger.type,
      label: labelOf(trigger),
      target: targetOf(trigger),
      source: toPlace(trigger.source, root),
    })),
  };
}

/** A short label of a trigger. */
export function labelOf(trigger: TriggerDef): string {
  switch (trigger.type) {
    case 'http':
      return `${trigger.method} ${trigger.path}`;
    case 'schedule':
      return 'cron' in trigger.spec ? `CRON ${trigger.spec.cron}` : `EVERY ${toWords(trigger.spec.every)}`;
    case 'signal':
      return `SIGNAL ${trigger.name}`;
    case 'event':
      return `EVENT ${trigger.from} ${trigger.topic}`;
  }
}

// --- internal ---

function targetOf({ target }: TriggerDef): string {
  return kindOf(target) === undefined ? 'its handler' : (target as { name: string }).name;
}

function byName(a: RunnableInfo, b: RunnableInfo): number {
  return a.name < b.name ? -1 : 1;
}

/** The definition's location in the original source, if it was compiled from TypeScript. */
function toPlace(location: SourceLocation | undefined, root: string): string {
  if (location === undefined) return formatLocation(location);
  const { file, line, column } = location;
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  const original = entry !== undefined && 'originalLine' in entry ? entry : undefined;
  const place = original ? { file, line: original.originalLine + 1, column: original.originalColumn + 1 } : location;
  return formatLocation({ ...place, file: relative(root, file) });
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
];

function toWords(milliseconds: number): string {
  const [size, unit] = UNITS.find(([candidate]) => milliseconds % candidate === 0) ?? [1, 'ms'];
  return `${milliseconds / size}${unit}`;
}
