import { spellOut, toCalendars } from '../src/cron-calendar.ts';

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
    ['* * * * 5-7', { dayOfWeek: [range(0), range(5, 6)] }],
    ['* * * * 0-7', { dayOfWeek: [range(0, 6)] }],
    ['* * */10 * *', { dayOfMonth: [range(1, 31, 10)] }],
  ])("of '%s' takes what cron takes", (expression, fields) => {
    expect(toCalendars(expression)).toEqual([{ ...every, ...fields }]);
  });

  it('is two when both day fields are restricted: cron takes either', () => {
    expect(toCalendars('0 0 1,15 * FRI')).toEqual([
      { ...every, minute: [range(0)], hour: [range(0)], dayOfMonth: [range(1), range(15)] },
      { ...every, minute: [range(0)], hour: [range(0)], dayOfWeek: [range(5)] },
    ]);
  });

  it('can be spelt out, so that every reader of cron reads the same', () => {
    expect(spellOut('5/20 */8 * JAN-MAR 5-7')).toBe('5,25,45 0,8,16 * 1,2,3 0,5,6');
  });
});
