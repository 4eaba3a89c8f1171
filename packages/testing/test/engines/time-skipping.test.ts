import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSkippingClock } from '../../src/engines/server/time/test-server-clock.ts';

/** The time of a test server: rejects unlocks that would remove its own locks. */
function createServer() {
  const calls: string[] = [];
  let locks = 1;
  const testService = {
    async unlockTimeSkipping() {
      calls.push('unlock');
      if (--locks < 0) throw new Error('unbalanced');
    },
    async lockTimeSkipping() {
      calls.push('lock');
      locks += 1;
    },
    async unlockTimeSkippingWithSleep() {
      if (locks !== 1) throw new Error('unbalanced');
      calls.push('jump');
    },
    async sleep() {
      calls.push('sleep');
    },
  };
  return { calls, clock: createSkippingClock(`server-${Math.random()}`, { testService } as never) };
}

/** Work that ends once the server has received this many requests. */
const untilAsked = (calls: readonly string[], times: number) => async (): Promise<void> => {
  while (calls.length < times) await nextTurn();
};

test('a server is unlocked once for all callers that wait at the same time', async () => {
  const { calls, clock } = createServer();
  await Promise.all([1, 2, 3].map(() => clock.during(untilAsked(calls, 1))));
  await clock.during(untilAsked(calls, 3));
  expect(calls).toEqual(['unlock', 'lock', 'unlock', 'lock']);
});

test('messages that are sent together arrive before time may jump', async () => {
  const { calls, clock } = createServer();
  const waiting = clock.during(untilAsked(calls, 2));
  await clock.hold(async () => calls.push('signal'));
  await waiting;
  expect(calls).toEqual(['signal', 'unlock', 'lock']);
});

test('time stands still while a later message is sent', async () => {
  const { calls, clock } = createServer();
  let done = (): void => {};
  const waiting = clock.during(() => new Promise<void>((resolve) => (done = resolve)));
  await untilAsked(calls, 1)();
  await clock.hold(async () => calls.push('signal'));
  await untilAsked(calls, 4)();
  done();
  await waiting;
  expect(calls).toEqual(['unlock', 'lock', 'signal', 'unlock', 'lock']);
});

test('a sleep lets time jump, and only waits where time already jumps', async () => {
  const { calls, clock } = createServer();
  await clock.sleep(1000);
  await clock.during(() => clock.sleep(1000));
  expect(calls).toEqual(['jump', 'sleep', 'unlock', 'lock']);
});

test('a failure of the work is rethrown, and the server is locked again', async () => {
  const { calls, clock } = createServer();
  const failing = clock.during(async () => {
    await untilAsked(calls, 1)();
    throw new Error('mine');
  });
  await expect(failing).rejects.toThrow('mine');
  expect(calls).toEqual(['unlock', 'lock']);
});
