import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSkippingClock } from '../../src/engines/server/time/test-server-clock.ts';

/** A test server as far as its time goes: it refuses what would take away locks of its own. */
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

/** Work that ends once the server has been asked so many things. */
const untilAsked = (calls: readonly string[], times: number) => async (): Promise<void> => {
  while (calls.length < times) await nextTurn();
};

test('a server is unlocked once for all that wait at the same time', async () => {
  const { calls, clock } = createServer();
  await Promise.all([1, 2, 3].map(() => clock.during(untilAsked(calls, 1))));
  await clock.during(untilAsked(calls, 3));
  expect(calls).toEqual(['unlock', 'lock', 'unlock', 'lock']);
});

test('what is sent in the same breath arrives before time may jump', async () => {
  const { calls, clock } = createServer();
  const waiting = clock.during(untilAsked(calls, 2));
  await clock.hold(async () => calls.push('signal'));
  await waiting;
  expect(calls).toEqual(['signal', 'unlock', 'lock']);
});

test('time stands still while something is sent later on', async () => {
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

test('a sleep jumps by itself, and sleeps along where time jumps already', async () => {
  const { calls, clock } = createServer();
  await clock.sleep(1000);
  await clock.during(() => clock.sleep(1000));
  expect(calls).toEqual(['jump', 'sleep', 'unlock', 'lock']);
});

test('a failure of the work is its own, and the server is locked again', async () => {
  const { calls, clock } = createServer();
  const failing = clock.during(async () => {
    await untilAsked(calls, 1)();
    throw new Error('mine');
  });
  await expect(failing).rejects.toThrow('mine');
  expect(calls).toEqual(['unlock', 'lock']);
});
