import { registry } from '@tfn/core';
import type * as cronTriggers from '@tfn/triggers-cron';
import { labelOf } from '../../project/definitions.ts';
import type { ProjectPackages } from '../../project/load-package.ts';
import type { NextRun } from './messages.ts';

/** When each schedule of the project fires next; empty without `@tfn/triggers-cron`. */
export function nextRunsOf(packages: ProjectPackages): readonly NextRun[] {
  const triggers = [...registry.triggers.values()].filter((trigger) => trigger.type === 'schedule');
  if (triggers.length === 0 || packages.find('@tfn/triggers-cron') === undefined) return [];
  const { nextRuns } = packages.load<typeof cronTriggers>('@tfn/triggers-cron', 'tfn.cron and tfn.interval');
  return triggers.flatMap((trigger) =>
    nextRuns(trigger, 1).map((at) => ({ label: labelOf(trigger), target: trigger.target.name, at: at.toISOString() })),
  );
}
