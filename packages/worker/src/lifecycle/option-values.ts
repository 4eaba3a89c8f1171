import { describe, inputError, readDuration } from '@tfn/core/internal';
import type { WorkerOptions } from './worker-options.ts';

/**
 * Checks the numbers and durations of a worker's options. Temporal's Worker would panic, never poll, or silently use another value.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function assertValues(options: WorkerOptions): void {
  const { temporal = {}, ...own } = options;
  const given = {
    ...own,
    'temporal.connectTimeout': temporal.connectTimeout,
    'temporal.apiKeyInterval': temporal.apiKeyInterval,
  };
  const problems = Object.entries(given).flatMap(([name, value]) => {
    const range = Object.hasOwn(RANGES, name) ? RANGES[name] : undefined;
    if (value === undefined || range === undefined || RULES[range](value)) return [];
    return `${name}: ${describe(value)} is not ${range}`;
  });
  if (problems.length > 0) throw inputError('TFN_OPTIONS_INVALID', { what: 'the worker', problems });
}

// --- internal ---

type Range = keyof typeof RULES;

const isWhole = (value: unknown, least: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) < 2 ** 32;

/** What is accepted, by its description. */
const RULES = {
  'a whole number from 1': (value: unknown): boolean => isWhole(value, 1),
  'a whole number from 0': (value: unknown): boolean => isWhole(value, 0),
  'a number above 0': (value: unknown): boolean => typeof value === 'number' && value > 0,
  'a number from 0 to 1': (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1,
  'a duration': (value: unknown): boolean => readDuration(value) !== undefined,
  "'rich' or 'json'": (value: unknown): boolean => value === 'rich' || value === 'json',
  'true or false': (value: unknown): boolean => typeof value === 'boolean',
} as const;

const RANGES: Readonly<Record<string, Range>> = {
  maxConcurrentActivities: 'a whole number from 1',
  maxConcurrentActivityTaskExecutions: 'a whole number from 1',
  maxConcurrentActivityTaskPolls: 'a whole number from 1',
  maxConcurrentLocalActivityExecutions: 'a whole number from 1',
  maxConcurrentNexusTaskExecutions: 'a whole number from 1',
  maxConcurrentNexusTaskPolls: 'a whole number from 1',
  maxConcurrentWorkflows: 'a whole number from 1',
  maxConcurrentWorkflowTaskExecutions: 'a whole number from 1',
  maxConcurrentWorkflowTaskPolls: 'a whole number from 1',
  workflowThreadPoolSize: 'a whole number from 1',
  maxCachedWorkflows: 'a whole number from 0',
  maxEagerActivityReservationsPerWorkflowTask: 'a whole number from 0',
  maxPayloadSize: 'a number above 0',
  values: "'rich' or 'json'",
  maxActivitiesPerSecond: 'a number above 0',
  maxTaskQueueActivitiesPerSecond: 'a number above 0',
  nonStickyToStickyPollRatio: 'a number from 0 to 1',
  stickyQueueScheduleToStartTimeout: 'a duration',
  maxHeartbeatThrottleInterval: 'a duration',
  defaultHeartbeatThrottleInterval: 'a duration',
  shutdownGraceTime: 'a duration',
  shutdownForceTime: 'a duration',
  'temporal.connectTimeout': 'a duration',
  'temporal.apiKeyInterval': 'a duration',
  fastWorkflowThreads: 'true or false',
  debugMode: 'true or false',
  reuseV8Context: 'true or false',
};
