import { registry } from '@tfn/core';
import type { AnyRunnable, ScheduleTriggerDef, StartOptions } from '@tfn/core';
import { testingError } from './errors.ts';
import type { TestHandle } from './test-handle.ts';

/** The schedules of `tfn.cron` and `tfn.interval`. Nothing fires by itself in a test. */
export interface TestSchedules {
  /** All that the test file has imported. */
  list(): readonly ScheduleTriggerDef[];
  /** Starts what a schedule starts when it is due, with its input. @throws {TfnError} TFN_TEST_UNKNOWN */
  trigger(schedule: ScheduleTriggerDef | string): Promise<TestHandle>;
}

export function createSchedules(
  start: (target: AnyRunnable, input?: unknown, options?: StartOptions) => Promise<TestHandle>,
): TestSchedules {
  const list = (): ScheduleTriggerDef[] =>
    [...registry.triggers.values()].filter((trigger) => trigger.type === 'schedule');
  return {
    list,
    async trigger(schedule) {
      const id = typeof schedule === 'string' ? schedule : schedule.id;
      const found = list().find((def) => def.id === id);
      if (found === undefined)
        throw testingError('TFN_TEST_UNKNOWN', {
          call: `env.schedules.trigger('${id}')`,
          name: id,
          known: list().map((def) => def.id),
        });
      return start(found.target, found.options.input);
    },
  };
}
