import { randomUUID } from 'node:crypto';
import { tfn as clientTfn } from '@tfn/client';
import { tfn } from '@tfn/core';
import { nextRuns, scheduleHandle, syncSchedules } from '@tfn/triggers-cron';
import { report } from '../fixtures/jobs.ts';

const expressions = [
  ...[
    '* * * * *',
    '*/5 * * * *',
    '*/17 * * * *',
    '5/15 * * * *',
    '7-52/9 * * * *',
    '0 * * * *',
    '30 * * * *',
    '59 * * * *',
  ],
  ...['0 0 * * *', '30 0 * * *', '0 1 * * *', '15 1 * * *', '30 1 * * *', '0 2 * * *', '30 2 * * *', '0 3 * * *'],
  ...[
    '*/30 1-3 * * *',
    '*/7 2 * * *',
    '3,5/20 1-4 * * *',
    '0 */2 * * *',
    '0 */6 * * *',
    '0 3-23/5 * * *',
    '45 23 * * *',
  ],
  ...['5,10,15 4 * * *', '0 8-18/2 * * 1-5', '0 9 * * MON-FRI', '0 9 * * 1', '0 9 * * 0', '0 9 * * 7', '0 9 * * 5-7'],
  ...[
    '0 22 * * 1-5',
    '0 0 * * SUN',
    '10 2 * * SUN',
    '0 0 1 * *',
    '0 0 31 * *',
    '0 0 29 2 *',
    '0 12 1 1 *',
    '59 23 31 12 *',
  ],
  ...[
    '0 0 1-7 * *',
    '0 4 8-14 * *',
    '0 0 * JAN,JUL *',
    '0 0 1 */3 *',
    '0 0 1,15 * 1',
    '0 0 13 * FRI',
    '0 0 */2 * 1',
    '30 4 1 * */2',
  ],
];

/** Time zones just before their clocks change: forward, back, by half an hour, at midnight; and two whose clocks never change. */
const zones: readonly (readonly [zone: string, after: string])[] = [
  ['UTC', '2028-02-27T20:00:00Z'],
  ['Asia/Kolkata', '2027-12-30T20:00:00Z'],
  ['Europe/Berlin', '2027-03-27T20:00:00Z'],
  ['Europe/Berlin', '2027-10-30T20:00:00Z'],
  ['America/New_York', '2027-03-13T20:00:00Z'],
  ['America/New_York', '2027-11-06T20:00:00Z'],
  ['Australia/Lord_Howe', '2027-04-03T10:00:00Z'],
  ['Australia/Lord_Howe', '2027-10-02T10:00:00Z'],
  ['America/Santiago', '2027-04-03T20:00:00Z'],
];

describe('what nextRuns predicts', () => {
  const client = clientTfn.client({ temporal: { address: process.env['TFN_TEST_ADDRESS'] as string } });
  const app = `agreement-${randomUUID()}`;

  afterAll(async () => {
    await syncSchedules(client, { app, schedules: [] });
    await client.close();
  });

  it.each(zones)('matches Temporal in %s from %s on', async (timezone, after) => {
    const startAt = new Date(after);
    const schedules = expressions.map((expression) =>
      tfn.cron(expression, report, {
        id: `${app} ${timezone} ${after} ${expression}`,
        input: 'x',
        timezone,
        startAt,
        paused: true,
      }),
    );
    await syncSchedules(client, { app, schedules, prune: false });
    const states = await Promise.all(schedules.map((def) => scheduleHandle(client, def).state()));
    const compared = schedules.map((def, index) => ({
      expression: def.spec,
      runs: states[index]?.nextRuns.map((run) => run.toISOString()),
    }));
    expect(compared.every(({ runs }) => (runs?.length ?? 0) > 0)).toBe(true);
    expect(
      schedules.map((def, index) => ({
        expression: def.spec,
        runs: nextRuns(def, states[index]?.nextRuns.length ?? 0).map((run) => run.toISOString()),
      })),
    ).toEqual(compared);
  });
});
