import { toText, toValuePayload, VALUES_METADATA } from '@tfn/core/internal';
import type { DesiredSchedule } from './desired-schedule.ts';
import type { TemporalScheduleDescription } from '../temporal-schedules.ts';

/**
 * Names the fields of a schedule that differ from its definition: 'spec.jitter', 'action.args', 'policies.overlap' …
 * It compares only fields that definitions set: notes, and a pause without a `paused` in the definition, belong to the operator.
 */
export function findDifferences(
  { spec, action, policies, state }: TemporalScheduleDescription,
  desired: DesiredSchedule,
): readonly string[] {
  const pairs = [
    ...pairsOf('spec', SPEC, [spec, desired.spec]),
    ...pairsOf('action', ACTION, [action, desired.action]),
    ...pairsOf('policies', POLICIES, [policies, desired.policies]),
    ...(desired.paused === undefined ? [] : [['paused', state.paused, desired.paused] as Pair]),
  ];
  return pairs.filter((pair) => !isSame(pair)).map(([name]) => name);
}

// --- internal ---

const SPEC = ['calendars', 'intervals', 'skip', 'timezone', 'jitter', 'startAt', 'endAt'];
const POLICIES = ['overlap', 'catchupWindow', 'pauseOnFailure'];
const ACTION = [
  ...['workflowType', 'workflowId', 'taskQueue', 'args', 'memo', 'searchAttributes', 'retry', 'priority'],
  ...['workflowExecutionTimeout', 'workflowRunTimeout'],
];

type Pair = readonly [name: string, actual: unknown, wanted: unknown];

function pairsOf(group: string, keys: readonly string[], [actual, wanted]: readonly [object, object]): readonly Pair[] {
  const read = (object: object, key: string): unknown => (object as Record<string, unknown>)[key];
  return keys.map((key) => [`${group}.${key}`, read(actual, key), read(wanted, key)]);
}

/** The user's values: every part counts. */
const EXACT: readonly string[] = ['action.args', 'action.memo', 'action.searchAttributes'];

function isSame([name, actual, wanted]: Pair): boolean {
  const read = EXACT.includes(name) ? written : pruned;
  return JSON.stringify(read(orAbsent(actual))) === JSON.stringify(read(orAbsent(wanted)));
}

/** Treats an empty list or object as undefined. */
function orAbsent(value: unknown): unknown {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0 && !(value instanceof Date)
    ? undefined
    : value;
}

/** A value as it is sent, so that parts which JSON cannot express count too. */
function written(value: unknown): unknown {
  const { metadata, data } = toValuePayload(value);
  return [data, metadata?.[VALUES_METADATA]].map((json) => json && sorted(JSON.parse(toText(json))));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, sorted(item)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Drops empty strings, zeros and UTC, which are Temporal's defaults. */
function pruned(value: unknown): unknown {
  if (value === 0 || value === '' || value === 'UTC') return undefined;
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, pruned(orAbsent(item))] as const);
  return orAbsent(sorted(Object.fromEntries(entries.filter(([, item]) => item !== undefined))));
}
