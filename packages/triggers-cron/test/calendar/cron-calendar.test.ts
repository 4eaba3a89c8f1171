import { Cron } from 'croner';
import { tfn } from '@tfn/core';
import { spellOut, toCalendars } from '../../src/calendar/cron-calendar.ts';
import type { Calendar, ValueRange } from '../../src/calendar/cron-calendar.ts';
import { report } from '../fixtures/jobs.ts';

const range = (start: number, end = start, step = 1): object => ({ start, end, step });
const every = {
  minute: [range(0, 59)],
  hour: [range(0, 23)],
  dayOfMonth: [range(1, 31)],
  month: [range(1, 12)],
  dayOfWeek: [range(0, 6)],
};

describe('the calendar of a cron expression', () => {
  it.each([
    ['* * * * *', {}],
    ['30 9 * * *', { minute: [range(30)], hour: [range(9)] }],
    ['*/15 * * * *', { minute: [range(0, 45, 15)] }],
    ['*/30 * * * *', { minute: [range(0), range(30)] }],
    ['5/15 * * * *', { minute: [range(5, 50, 15)] }],
    ['10-20/5,50 * * * *', { minute: [range(10), range(15), range(20), range(50)] }],
    ['1,2,3,7,8 * * * *', { minute: [range(1, 3), range(7, 8)] }],
    ['* 8-18/2 * * *', { hour: [range(8, 18, 2)] }],
    ['* * * jan,JUL *', { month: [range(1), range(7)] }],
    ['* * * * MON-FRI', { dayOfWeek: [range(1, 5)] }],
    ['* * * * 7', { dayOfWeek: [range(0)] }],
    ['* * * * 7/2', { dayOfWeek: [range(0)] }],
    ['* * * * 5-7', { dayOfWeek: [range(0), range(5, 6)] }],
    ['* * * * 0-7', { dayOfWeek: [range(0, 6)] }],
    ['* * */10 * *', { dayOfMonth: [range(1, 31, 10)] }],
  ])("of '%s' matches what cron matches", (expression, fields) => {
    expect(toCalendars(expression)).toEqual([{ ...every, ...fields }]);
  });

  it('is two if both day fields are restricted: cron matches either', () => {
    expect(toCalendars('0 0 1,15 * FRI')).toEqual([
      { ...every, minute: [range(0)], hour: [range(0)], dayOfMonth: [range(1), range(15)] },
      { ...every, minute: [range(0)], hour: [range(0)], dayOfWeek: [range(5)] },
    ]);
  });

  it('can be spelled out, so that all cron parsers read it the same', () => {
    expect(spellOut('5/20 */8 * JAN-MAR 5-7')).toBe('5,25,45 0,8,16 * 1,2,3 0,5,6');
  });
});

describe('any expression that tfn.cron accepts', () => {
  // The same ones in every run.
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const part = (min: number, max: number): string => {
    const from = min + random(max - min + 1);
    const to = from + random(max - from + 1);
    const step = 1 + random(max);
    const forms = ['*', `${from}`, `${from}-${to}`, `*/${step}`, `${from}-${to}/${step}`, `${from}/${step}`];
    return forms[random(forms.length)] as string;
  };
  const LIMITS = [
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [0, 7],
  ] as const;
  const expressions = Array.from({ length: 500 }, () =>
    LIMITS.map(([min, max]) => Array.from({ length: 1 + random(3) }, () => part(min, max)).join()).join(' '),
  );
  const holds = (ranges: readonly ValueRange[], value: number): boolean =>
    ranges.some(({ start, end, step }) => value >= start && value <= end && (value - start) % step === 0);
  const fits = (calendar: Calendar, time: Date): boolean =>
    holds(calendar.minute, time.getUTCMinutes()) &&
    holds(calendar.hour, time.getUTCHours()) &&
    holds(calendar.dayOfMonth, time.getUTCDate()) &&
    holds(calendar.month, time.getUTCMonth() + 1) &&
    holds(calendar.dayOfWeek, time.getUTCDay());

  it('is accepted by croner, which fires at the times of its calendars', () => {
    for (const [index, expression] of expressions.entries()) {
      tfn.cron(expression, report, { id: `any-${index}`, input: 'x' });
      const pattern = new Cron(spellOut(expression), { mode: '5-part', timezone: 'UTC', paused: true });
      const calendars = toCalendars(expression);
      for (let count = 0; count < 20; count++) {
        const time = new Date(Date.UTC(2027, random(12), 1 + random(28), random(24), random(60)));
        const fires = calendars.some((calendar) => fits(calendar, time));
        expect([expression, time.toISOString(), fires]).toEqual([expression, time.toISOString(), pattern.match(time)]);
      }
    }
  });
});
