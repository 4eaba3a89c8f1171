import { findCronProblem } from '../../src/triggers/cron-expression.ts';

describe('a cron expression', () => {
  it.each([
    '* * * * *',
    '0 9 * * *',
    '*/15 * * * *',
    '5/15 * * * *',
    '0-30/10 0,12 1-15 * MON-FRI',
    '0 0 1 jan,JUL *',
    '0 0 31 12 7',
    '59 23 31 12 0',
    '  0   9 * *  sun ',
    '0 0 * * SAT,SUN',
  ])("'%s' is one", (expression) => {
    expect(findCronProblem(expression)).toBeUndefined();
  });

  it.each(['', '* * * *', '* * * * * *', '@daily', 'every day'])("'%s' does not have five fields", (expression) => {
    expect(findCronProblem(expression)).toMatch('5 fields: minute, hour, day of month, month, day of week');
  });

  it.each([
    ['60 * * * *', "'60' in field 1 is not within 0 to 59"],
    ['* 24 * * *', "'24' in field 2 is not within 0 to 23"],
    ['* * 0 * *', "'0' in field 3 is not within 1 to 31"],
    ['* * * 13 *', "'13' in field 4 is not within 1 to 12"],
    ['* * * * 8', "'8' in field 5 is not within 0 to 7"],
    ['* * * FOO *', "'FOO' in field 4"],
    ['* * * * MONDAY', "'MONDAY' in field 5"],
    ['30-10 * * * *', "'30-10' in field 1"],
    ['*/0 * * * *', "'*/0' in field 1"],
    ['1,,2 * * * *', "'' in field 1"],
    ['1- * * * *', "'1-' in field 1"],
    ['-1 * * * *', "'-1' in field 1"],
    ['1.5 * * * *', "'1.5' in field 1"],
    ['0 0 L * *', "'L' in field 3"],
    ['0 0 * * 5#2', "'5#2' in field 5"],
    ['JAN * * * *', "'JAN' in field 1"],
    ['* * * ANJ *', "'ANJ' in field 4"],
    ['MON-FRI * * * *', "'MON-FRI' in field 1"],
  ])("'%s' is none: %s", (expression, problem) => {
    expect(findCronProblem(expression)).toMatch(problem);
  });
});
