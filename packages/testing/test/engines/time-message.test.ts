import { toDuration, toMilliseconds } from '../../src/engines/time-message.ts';

describe('a duration of protobuf', () => {
  test.each([
    [0, 0, 0],
    [1500, 1, 500_000_000],
    [0.25, 0, 250_000],
    [86_400_000.5, 86_400, 500_000],
    // It must stay below a whole second.
    [999.999_999_9, 0, 999_999_999],
    [Number.MAX_SAFE_INTEGER, 9_007_199_254_740, 991_000_000],
  ])('of %d ms has whole nanoseconds below a second', (milliseconds, seconds, nanos) => {
    expect(toDuration(milliseconds)).toEqual({ seconds, nanos });
    expect(Math.abs(toMilliseconds(toDuration(milliseconds)) - milliseconds)).toBeLessThan(1e-6);
  });

  test('has fields that may be missing', () => {
    expect([toMilliseconds({}), toMilliseconds({ seconds: 1n }), toMilliseconds({ nanos: 1e6 })]).toEqual([0, 1000, 1]);
  });
});
