/**
 * Predicts when a schedule fires. croner reads the expression; clock changes follow Temporal's scheduler, which evaluates each
 * calendar separately:
 * I1: a wall-clock time that the clocks skip does not fire.
 * I2: a wall-clock time that occurs twice fires twice. Temporal detects the second hour by comparing whole hours, which in zones east
 *     of Greenwich takes the hour before for the repeated one.
 */
import type { ScheduleTriggerDef } from '@tfn/core';
import { Cron } from 'croner';
import { assertDefinitions } from '../plan/assert-definitions.ts';
import { spellOut } from './cron-calendar.ts';
import { createZone } from './zone.ts';
import type { Zone } from './zone.ts';

/**
 * Returns the next times at which a schedule fires, without jitter: at most `count`, fewer if it ends.
 * @throws {TfnError} TFN_SCHEDULE_INVALID
 */
export function nextRuns(def: ScheduleTriggerDef, count: number, after: Date = new Date()): Date[] {
  assertDefinitions([def]);
  const { startAt, endAt, timezone = 'UTC' } = def.options;
  const next = 'every' in def.spec ? nextInterval(def.spec.every) : nextCron(def.spec.cron, timezone);
  const runs: Date[] = [];
  let last = Math.max(after.getTime(), (startAt?.getTime() ?? 0) - SECOND);
  while (runs.length < count) {
    const run = next(Math.floor(last / SECOND) * SECOND);
    if (run === undefined || run > (endAt?.getTime() ?? Infinity)) break;
    runs.push(new Date(run));
    last = run;
  }
  return runs;
}

// --- internal ---

const SECOND = 1000;
const HOUR = 3_600_000;

type Next = (after: number) => number | undefined;

/** Intervals are whole seconds and count from 1970. */
function nextInterval(every: number): Next {
  const interval = Math.floor(every / SECOND) * SECOND;
  return (after) => (Math.floor(after / interval) + 1) * interval;
}

function nextCron(expression: string, timezone: string): Next {
  const pattern = new Cron(spellOut(expression), { mode: '5-part', timezone: 'UTC', paused: true });
  /** The first wall-clock time, at or after another, that matches the expression. */
  const firstFrom = (wall: number): number | undefined => pattern.nextRun(new Date(wall - SECOND))?.getTime();
  const zone = createZone(timezone);
  return (after) => {
    let wall = zone.wallAt(after) + SECOND;
    let shift = hourOf(zone.wallAt(after - HOUR)) === hourOf(wall - SECOND) ? HOUR : 0;
    for (;;) {
      const hour = floorHour(wall);
      const found = firstFrom(wall);
      if (found === undefined) return undefined;
      if (floorHour(found) === hour) {
        const instant = zone.instantOf(found);
        if (hourOf(zone.wallAt(instant)) === hourOf(found)) return instant + shift; // I1
        wall = hour + HOUR;
      } else if (shift === 0 && floorHour(firstFrom(hour) as number) === hour && isRepeated(zone, hour)) {
        [wall, shift] = [hour, HOUR]; // I2
      } else [wall, shift] = [floorHour(found), 0];
    }
  };
}

/** Whether the clocks repeat this hour, so that the next hour starts two hours later. */
function isRepeated(zone: Zone, hour: number): boolean {
  return zone.instantOf(hour + HOUR) - zone.instantOf(hour) > HOUR;
}

function floorHour(wall: number): number {
  return Math.floor(wall / HOUR) * HOUR;
}

function hourOf(wall: number): number {
  return new Date(wall).getUTCHours();
}
