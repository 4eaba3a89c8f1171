import { registry } from '@tfn/core';
import type { TfnClient } from '@tfn/client';
import type { ProjectPackages } from '../project/load-package.ts';

/** Ids of schedules, by what is done about them. */
export type SchedulePlan = Readonly<Record<'create' | 'update' | 'delete' | 'keep', readonly string[]>>;

/** What of `@tfn/triggers-cron` is used. */
interface CronTriggers {
  syncSchedules(client: unknown, options: object): Promise<SchedulePlan & { readonly differences: unknown }>;
}

/** Whether the project has schedules. */
export function hasSchedules(): boolean {
  return [...registry.triggers.values()].some(({ type }) => type === 'schedule');
}

/**
 * Makes the project's schedules true in Temporal, or with `dryRun` only tells. They belong to the project's name, which its
 * package.json says, else to its task queue.
 * @throws {TfnError} TFN_CLI_PACKAGE_MISSING
 */
export async function syncProjectSchedules(
  packages: ProjectPackages,
  client: TfnClient,
  options: { taskQueue: string; dryRun?: boolean },
): Promise<SchedulePlan> {
  const { syncSchedules } = packages.load<CronTriggers>('@tfn/triggers-cron', 'tfn.cron and tfn.interval');
  const app = nameOf(packages) ?? options.taskQueue;
  const { create, update, delete: deleted, keep } = await syncSchedules(client, { ...options, app });
  return { create, update, delete: deleted, keep };
}

// --- internal ---

function nameOf(packages: ProjectPackages): string | undefined {
  const manifest = './package.json';
  return packages.find(manifest) && packages.load<{ name?: string }>(manifest, 'The name of the project').name;
}
