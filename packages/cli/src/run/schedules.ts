import { registry } from '@tfn/core';
import type { Metrics } from '@tfn/core/telemetry';
import type { TfnClient } from '@tfn/client';
import type * as cronTriggers from '@tfn/triggers-cron';
import type { SchedulePlan } from '@tfn/triggers-cron';
import type { ProjectPackages } from '../project/load-package.ts';
import { projectName } from '../project/project-name.ts';

export interface SyncInput {
  readonly root: string;
  readonly taskQueue: string;
  /** Whether to only return the plan. @default false */
  readonly dryRun?: boolean;
  /** In development, schedules have a separate owner, so that production schedules on a shared Temporal stay unchanged. */
  readonly dev?: boolean;
}

/** Whether the project has schedules. */
export function hasSchedules(): boolean {
  return [...registry.triggers.values()].some(({ type }) => type === 'schedule');
}

/** Creates, updates and deletes schedules in Temporal to match the project. @throws {TfnError} TFN_CLI_PACKAGE_MISSING, and those of `syncSchedules` */
export async function syncProjectSchedules(
  packages: ProjectPackages,
  client: TfnClient,
  { root, taskQueue, dryRun = false, dev = false }: SyncInput,
): Promise<SchedulePlan> {
  const { syncSchedules } = packages.load<typeof cronTriggers>('@tfn/triggers-cron', 'tfn.cron and tfn.interval');
  const name = projectName(root);
  return syncSchedules(client, { app: dev ? `${name}-dev` : name, taskQueue, dryRun });
}

/** Measures the schedules while the client is open. @throws {TfnError} TFN_CLI_PACKAGE_MISSING */
export function observeProjectSchedules(packages: ProjectPackages, client: TfnClient, metrics: Metrics): void {
  packages
    .load<typeof cronTriggers>('@tfn/triggers-cron', 'Metrics of schedules')
    .observeSchedules(client, { metrics });
}
