import { tfn } from '@tfn/core';
import type { ScheduleTriggerDef } from '@tfn/core';
import { nextRuns } from '@tfn/triggers-cron';
import { report } from '../fixtures/jobs.ts';

const runsOf = (def: ScheduleTriggerDef, after: string, count = 3): string[] =>
  nextRuns(def, count, new Date(after)).map((run) => run.toISOString().replace(':00.000Z', 'Z'));

let ids = 0;
const cron = (expression: string, options: object = {}): ScheduleTriggerDef =>
  tfn.cron(expression, report, { id: `next-${ids++}`, input: 'x', ...options });

describe('nextRuns', () => {
  it('returns the next times of an expression, in its time zone', () => {
    expect(runsOf(cron('0 9 * * *', { timezone: 'America/New_York' }), '2027-01-01T00:00:00Z', 2)).toEqual([
      '2027-01-01T14:00Z',
      '2027-01-02T14:00Z',
    ]);
  });

  it('returns the next times of an interval, which count from 1970', () => {
    const def = tfn.interval('90m', report, { id: 'next-interval', input: 'x' });
    expect(runsOf(def, '2027-01-01T00:00:00Z', 2)).toEqual(['2027-01-01T01:30Z', '2027-01-01T03:00Z']);
  });

  it('stays within startAt and endAt', () => {
    const within = { startAt: new Date('2027-01-05T00:00:00Z'), endAt: new Date('2027-01-06T00:00:00Z') };
    expect(runsOf(cron('0 0 * * *', within), '2027-01-01T00:00:00Z')).toEqual([
      '2027-01-05T00:00Z',
      '2027-01-06T00:00Z',
    ]);
  });

  it('returns nothing for expressions that never match', () => {
    expect(runsOf(cron('0 0 30 2 *'), '2027-01-01T00:00:00Z')).toEqual([]);
  });

  it('leaves out a time that the clocks skip', () => {
    expect(runsOf(cron('30 2 * * *', { timezone: 'Europe/Berlin' }), '2027-03-27T00:00:00Z')).toEqual([
      '2027-03-27T01:30Z',
      '2027-03-29T00:30Z',
      '2027-03-30T00:30Z',
    ]);
  });

  it('fires twice at a time that occurs twice', () => {
    expect(runsOf(cron('30 1 * * *', { timezone: 'America/New_York' }), '2027-11-07T00:00:00Z')).toEqual([
      '2027-11-07T05:30Z',
      '2027-11-07T06:30Z',
      '2027-11-08T06:30Z',
    ]);
  });

  it.each([
    [{ timezone: 'Europe/Atlantis' }, "timezone: 'Europe/Atlantis' is not an IANA name"],
    [{ startAt: new Date(2), endAt: new Date(1) }, 'endAt must be after startAt'],
  ])('rejects %p', (options, problem) => {
    expect(() => nextRuns(cron('* * * * *', options), 1)).toThrow(
      expect.objectContaining({ code: 'TFN_SCHEDULE_INVALID', message: expect.stringContaining(problem) }),
    );
  });

  it('rejects an interval with a time zone, which has no meaning', () => {
    const def = tfn.interval('5m', report, { id: 'next-zone', input: 'x', timezone: 'Asia/Tokyo' });
    expect(() => nextRuns(def, 1)).toThrow('an interval has no time zone');
  });
});
