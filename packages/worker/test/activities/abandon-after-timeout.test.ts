import { CancelledFailure } from '@temporalio/common';
import { abandonAfterTimeout } from '../../src/activities/abandon-after-timeout.ts';

const never = new Promise<never>(() => undefined);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('a function whose attempt has ended', () => {
  it.each(['TIMED_OUT', 'NOT_FOUND'])('is abandoned when it does not end soon: %s', async (reason) => {
    const controller = new AbortController();
    const waiting = abandonAfterTimeout(never, controller.signal);
    controller.abort(new CancelledFailure(reason));
    jest.runAllTimers();
    await expect(waiting).rejects.toThrow(reason);
  });

  it('can still end by itself, and leaves no timer', async () => {
    const controller = new AbortController();
    let end = (_value: string): void => undefined;
    const waiting = abandonAfterTimeout(new Promise<string>((resolve) => (end = resolve)), controller.signal);
    controller.abort(new CancelledFailure('TIMED_OUT'));
    end('in time');
    expect(await waiting).toBe('in time');
    await Promise.resolve();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is not abandoned when it was only cancelled', () => {
    const controller = new AbortController();
    void abandonAfterTimeout(never, controller.signal);
    controller.abort(new CancelledFailure('CANCELLED'));
    expect(jest.getTimerCount()).toBe(0);
  });
});

test('a function keeps its results and its errors', async () => {
  const { signal } = new AbortController();
  expect(await abandonAfterTimeout(Promise.resolve(1), signal)).toBe(1);
  await expect(abandonAfterTimeout(Promise.reject(new Error('its own')), signal)).rejects.toThrow('its own');
});
