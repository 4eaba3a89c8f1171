import { kindOf, registry } from '@tfn/core';
import { labelOf } from '../project/definitions.ts';
import type { ProjectPackages } from '../project/load-package.ts';
import type { NextRun } from './messages.ts';

/** What of `@tfn/triggers-cron` is used: when a schedule fires next. */
interface Preview {
  nextRuns(trigger: unknown, count: number): readonly Date[];
}

/** When each schedule of the project fires next; empty when the project lacks what knows that. */
export function nextRunsOf(packages: ProjectPackages): readonly NextRun[] {
  const triggers = [...registry.triggers.values()].filter((trigger) => trigger.type === 'schedule');
  if (triggers.length === 0 || packages.find('@tfn/triggers-cron') === undefined) return [];
  const { nextRuns } = packages.load<Preview>('@tfn/triggers-cron', 'tfn.cron and tfn.interval');
  return triggers.flatMap((trigger): NextRun[] => {
    const [next] = nextRuns(trigger, 1);
    const target = kindOf(trigger.target) === undefined ? '' : trigger.target.name;
    return next === undefined ? [] : [{ label: labelOf(trigger), target, at: next.toISOString() }];
  });
}
