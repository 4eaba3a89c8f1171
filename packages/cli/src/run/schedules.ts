import { registry } from '@tfn/core';
import type { TfnClient } from '@tfn/client';
import type { ProjectPackages } from '../project/load-package.ts';

/** Ids of schedules, by what is done about them. */
export interface SchedulePlan {
  readonly create: readonly string[];
  readonly update: readonly string[];
  readonly delete: readonly string[];
  readonly keep: readonly string[];
}

/** What of `@tfn/triggers-cron` is used. */
interface CronTriggers {
  syncSchedules(client: unknown, options: object): Promise<SchedulePlan & { readonly differences: unknown }>;
}

/** Whether the project has schedules. */
export function hasSchedules(): boolean {
  return [...registry.triggers.values()].some(({ type }) => type === 'schedule');
}

/** Makes the project's schedules true in Temporal, or with `dryRun` only tells. @throws {TfnError} TFN_CLI_PACKAGE_MISSING */
export async function syncProjectSchedules(
  packages: ProjectPackages,
  client: TfnClient,
  options: { taskQueue: string; dryRun?: boolean },
): Promise<Readonly<Record<string, readonly string[]>>> {
  const { syncSchedules } = packages.load<CronTriggers>('@tfn/triggers-cron', 'tfn.cron and tfn.interval');
  return syncSchedules(client, options);
}
