import { registry, toMilliseconds } from '@tfn/core';
import type { AnyRunnable, Duration, ScheduleTriggerDef, StartOptions } from '@tfn/core';
import { testingError } from '../errors.ts';
import { loadPeer } from './load-peer.ts';
import type { TestHandle } from './test-handle.ts';

/** The schedules of `tfn.cron` and `tfn.interval`. Nothing fires by itself in a test. */
export interface TestSchedules {
  /** All schedules that the test file imported. */
  list(): readonly ScheduleTriggerDef[];
  /** Starts what a schedule starts when it is due, with its input, even if it is paused. @throws {TfnError} TFN_TEST_UNKNOWN */
  trigger(schedule: ScheduleTriggerDef | string): Promise<TestHandle>;
  /**
   * The next times at which a schedule fires, after the environment's time; fewer than `count` when it ends.
   * @throws {TfnError} TFN_TEST_UNKNOWN, TFN_TEST_PACKAGE_MISSING, TFN_SCHEDULE_INVALID
   */
  nextRuns(schedule: ScheduleTriggerDef | string, count: number): Promise<readonly Date[]>;
  /**
   * Lets time pass as `env.sleep` does, and starts what is due meanwhile, of one schedule or of all that are not paused. A named one
   * fires even if its definition says `paused`. Returns what was started, oldest first. During a run, `overlap` decides about its schedule's next one; by default it is skipped.
   * @throws {TfnError} TFN_TEST_UNKNOWN, TFN_TEST_PACKAGE_MISSING, TFN_SCHEDULE_INVALID
   * @throws {TfnError} TFN_TEST_UNSUPPORTED when a run would have to wait for the one before
   */
  advance(duration: Duration, schedule?: ScheduleTriggerDef | string): Promise<readonly TestHandle[]>;
  /** Pauses a schedule in this environment, as an operator would. What is running continues. @throws {TfnError} TFN_TEST_UNKNOWN */
  pause(schedule: ScheduleTriggerDef | string): void;
  /** Lets it fire again, even if its definition says `paused`. Missed runs are not started. @throws {TfnError} TFN_TEST_UNKNOWN */
  resume(schedule: ScheduleTriggerDef | string): void;
  /** Whether it is paused, by `pause` or by its definition. @throws {TfnError} TFN_TEST_UNKNOWN */
  isPaused(schedule: ScheduleTriggerDef | string): boolean;
}

/** What schedules use of their environment. */
export interface SchedulesHost {
  readonly engine: string;
  start(target: AnyRunnable, input?: unknown, options?: StartOptions): Promise<TestHandle>;
  /** The latest run of a workflow. */
  latest(workflowId: string): TestHandle;
  sleep(milliseconds: number): Promise<void>;
  now(): Promise<Date>;
}

export function createSchedules(host: SchedulesHost): TestSchedules {
  const lastIds = new Map<string, string>();
  const pauses = new Map<string, boolean>();
  const isPaused = ({ id, options }: ScheduleTriggerDef): boolean => pauses.get(id) ?? options.paused ?? false;

  const fire = async (def: ScheduleTriggerDef, at: Date): Promise<TestHandle | undefined> => {
    const lastId = lastIds.get(def.id);
    if (lastId !== undefined && !(await mayStart(def, host.latest(lastId)))) return undefined;
    // The id that Temporal gives to what a schedule starts.
    const workflowId = `${def.id}-${at.toISOString().replace('.000Z', 'Z')}`;
    const handle = await host.start(def.target, def.options.input, { workflowId });
    lastIds.set(def.id, workflowId);
    return handle;
  };

  const mayStart = async ({ id, options }: ScheduleTriggerDef, last: TestHandle): Promise<boolean> => {
    const { overlap = 'skip' } = options;
    if (overlap === true || overlap === 'allow-all' || (await last.describe()).status !== 'running') return true;
    if (overlap === false || overlap === 'skip') return false;
    if (overlap !== 'terminate-other')
      throw testingError('TFN_TEST_UNSUPPORTED', {
        what: `let a run of the schedule '${id}' wait for the one before, as its overlap '${overlap}' says`,
        engine: host.engine,
      });
    await last.terminate('the next run of its schedule is due');
    return true;
  };

  return {
    list,
    async trigger(schedule) {
      const { target, options } = find(schedule, 'trigger');
      return host.start(target, options.input);
    },
    async nextRuns(schedule, count) {
      return loadNextRuns('nextRuns')(find(schedule, 'nextRuns'), count, await host.now());
    },
    async advance(duration, schedule) {
      const nextRuns = loadNextRuns('advance');
      const defs = schedule === undefined ? list().filter((def) => !isPaused(def)) : [find(schedule, 'advance')];
      const sleepUntil = async (at: number): Promise<void> => {
        const left = at - (await host.now()).getTime();
        if (left > 0) await host.sleep(left);
      };
      let time = (await host.now()).getTime();
      const end = time + toMilliseconds(duration, 'env.schedules.advance');
      const started: TestHandle[] = [];
      for (;;) {
        const runs = defs.flatMap((def) => nextRuns(def, 1, new Date(time)).map((at) => ({ def, at: at.getTime() })));
        const next = Math.min(...runs.map(({ at }) => at));
        if (next > end) break;
        await sleepUntil(next);
        for (const { def, at } of runs) {
          // Runs in between may have moved it too.
          const handle = at === next && !pauses.get(def.id) ? await fire(def, new Date(at)) : undefined;
          if (handle !== undefined) started.push(handle);
        }
        time = next;
      }
      await sleepUntil(end);
      return started;
    },
    pause: (schedule) => void pauses.set(find(schedule, 'pause').id, true),
    resume: (schedule) => void pauses.set(find(schedule, 'resume').id, false),
    isPaused: (schedule) => isPaused(find(schedule, 'isPaused')),
  };
}

// --- internal ---

type NextRuns = (def: ScheduleTriggerDef, count: number, after: Date) => Date[];

/** The package that reads cron expressions as Temporal does. Only calls that need times load it. */
function loadNextRuns(call: string): NextRuns {
  const load = (): unknown => require('@tfn/triggers-cron');
  const what = `env.schedules.${call}`;
  return loadPeer<{ nextRuns: NextRuns }>('@tfn/triggers-cron', { load, for: what }).nextRuns;
}

function list(): ScheduleTriggerDef[] {
  return [...registry.triggers.values()].filter((trigger) => trigger.type === 'schedule');
}

function find(schedule: ScheduleTriggerDef | string, call: string): ScheduleTriggerDef {
  const id = typeof schedule === 'string' ? schedule : schedule.id;
  const all = list();
  const found = all.find((def) => def.id === id);
  if (found !== undefined) return found;
  const known = all.map((def) => def.id);
  throw testingError('TFN_TEST_UNKNOWN', { call: `env.schedules.${call}('${id}')`, name: id, known });
}
