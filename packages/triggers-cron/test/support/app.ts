import { randomUUID } from 'node:crypto';
import type { TfnClient } from '@tfn/client';
import type { ScheduleTriggerDef } from '@tfn/core';
import { syncSchedules } from '@tfn/triggers-cron';
import type { SchedulePlan, SyncOptions } from '@tfn/triggers-cron';
import { isNotFound, untilAnswered } from '../../src/temporal-schedules.ts';

/** A new app for a test. */
export interface TestApp {
  readonly app: string;
  /** A unique schedule id. */
  id(name: string): string;
  /** Syncs; the plan's ids come back as the names that `id` was given. */
  sync(schedules: readonly ScheduleTriggerDef[], options?: Partial<SyncOptions>): Promise<SchedulePlan>;
  /** Deletes the schedules of these names that exist. */
  clean(...names: readonly string[]): Promise<void>;
}

export function createApp(client: TfnClient): TestApp {
  const app = `app-${randomUUID()}`;
  const strip = (ids: readonly string[]): string[] => ids.map((id) => id.slice(app.length + 1));
  return {
    app,
    id: (name) => `${app}-${name}`,
    async sync(schedules, options) {
      const plan = await syncSchedules(client, { app, schedules, ...options });
      const differences = Object.entries(plan.differences).map(([id, what]) => [strip([id])[0], what]);
      return {
        ...{
          create: strip(plan.create),
          update: strip(plan.update),
          delete: strip(plan.delete),
          keep: strip(plan.keep),
        },
        differences: Object.fromEntries(differences) as SchedulePlan['differences'],
      };
    },
    async clean(...names) {
      const { schedule } = client.temporal;
      for (const name of names)
        // A remaining one would fire during all later tests.
        await untilAnswered(() => schedule.getHandle(`${app}-${name}`).delete()).catch((error: unknown) => {
          if (!isNotFound(error)) throw error;
        });
    },
  };
}

/** Polls until there is an answer. */
export async function until<TResult>(ask: () => Promise<TResult | undefined | false>): Promise<TResult> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
