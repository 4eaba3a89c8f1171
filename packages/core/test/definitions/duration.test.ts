import ms from 'ms';
import { toMilliseconds } from '../../src/index.ts';
import type { Duration } from '../../src/index.ts';

const units = [
  ...['ms', 'msec', 'msecs', 'millisecond', 'milliseconds', 's', 'sec', 'secs', 'second', 'seconds'],
  ...['m', 'min', 'mins', 'minute', 'minutes', 'h', 'hr', 'hrs', 'hour', 'hours'],
  ...['d', 'day', 'days', 'w', 'week', 'weeks', 'y', 'yr', 'yrs', 'year', 'years'],
];
const texts = [
  ...units.flatMap((unit) => [
    `1${unit}`,
    `2 ${unit}`,
    `1.5${unit}`,
    `.5 ${unit}`,
    `0${unit}`,
    `3  ${unit.toUpperCase()}`,
  ]),
  ...['100', '0', '1.25', '30S', '5 Minutes', '007s'],
];
const noTexts = [
  ' ',
  'soon',
  '1 fortnight',
  '5 m s',
  '1h30m',
  '1,5s',
  '1e3',
  '5minutess',
  'Infinity',
  '0x10s',
  '1_000',
  '1.s',
  '٣s',
  '1s\n2s',
];

describe('a duration', () => {
  it.each(texts)("'%s' has the same length as in ms", (text) => {
    expect(toMilliseconds(text as Duration, 'timeout')).toBeCloseTo(ms(text as ms.StringValue), 6);
  });

  it.each(noTexts)("'%s' is invalid, as it is in ms", (text) => {
    expect(ms(text as ms.StringValue) >= 0).toBe(false);
    expect(() => toMilliseconds(text as Duration, 'timeout')).toThrow(
      expect.objectContaining({ code: 'TFN_DURATION_INVALID', details: { option: 'timeout', value: `'${text}'` } }),
    );
  });

  it.each([0, 1, 1.5, 86_400_000])('%d is that many milliseconds', (count) => {
    expect(toMilliseconds(count, 'timeout')).toBe(count);
  });

  it.each(['', -1, Number.NaN, Number.POSITIVE_INFINITY, '-1s', null, undefined, {}, true, [1], 1n])(
    '%p is none',
    (value) => {
      expect(() => toMilliseconds(value as Duration, 'sleep')).toThrow(
        expect.objectContaining({ code: 'TFN_DURATION_INVALID' }),
      );
    },
  );

  it('that is invalid is named in the error, with the option and the valid forms', () => {
    expect(() => toMilliseconds('soon' as Duration, 'timeout')).toThrow(
      "timeout: 'soon' is not a duration. Use milliseconds or a string like '30s'.",
    );
  });
});
