/**
 * When the test server's time may jump. The server keeps one count for its own locks (each running task and function holds one)
 * and ours: unlocking twice removes one of its own, and time jumps while functions run.
 * I1: we unlock each server once, however many callers wait, and lock it once when the last of them is done.
 * I2: changes happen one at a time.
 * I3: time stands still while a test sends something, so that everything it sends together arrives before time jumps.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { enqueue } from '@tfn/core/internal';
import type { SerialQueue } from '@tfn/core/internal';
import { toDuration, toMilliseconds } from '../../time-message.ts';
import type { Clock } from './clock.ts';

/** The clock of one server, through any connection to it. */
export function createSkippingClock(address: string, connection: Connection): Clock {
  const testService = testServiceOf(connection);
  const lock = lockOf(address);

  const adjust = (): Promise<void> =>
    enqueue(lock, async () => {
      await nextTurn();
      const wanted = lock.waits > 0 && lock.holds === 0;
      if (wanted === lock.isOpen) return;
      await (wanted ? testService.unlockTimeSkipping({}) : testService.lockTimeSkipping({}));
      lock.isOpen = wanted;
    });

  const during: Clock['during'] = async (work) => {
    lock.waits += 1;
    const opened = adjust();
    opened.catch(() => undefined);
    try {
      return await work();
    } finally {
      lock.waits -= 1;
      await adjust();
    }
  };

  return {
    during,
    async hold(work) {
      lock.holds += 1;
      try {
        if (lock.waits > 0) await adjust();
        return await work();
      } finally {
        lock.holds -= 1;
        if (lock.waits > 0) adjust().catch(() => undefined);
      }
    },
    async sleep(milliseconds) {
      const duration = toDuration(milliseconds);
      if (lock.waits > 0) await during(() => testService.sleep({ duration }));
      else await enqueue(lock, () => testService.unlockTimeSkippingWithSleep({ duration }));
    },
    async now() {
      const { time } = await testService.getCurrentTime({});
      return new Date(time ? toMilliseconds(time) : Date.now());
    },
  };
}

/**
 * Whether a server still skips time. The test server has a bug: when a workflow ends while one of its functions runs, it never
 * releases that function's lock. Call this only while no environment uses the server.
 */
export async function skipsTime(connection: Connection): Promise<boolean> {
  try {
    await connection.withDeadline(Date.now() + PROBE_TIMEOUT, () =>
      testServiceOf(connection).unlockTimeSkippingWithSleep({ duration: toDuration(PROBE_SLEEP) }),
    );
    return true;
  } catch {
    return false;
  }
}

// --- internal ---

/** In milliseconds of real time. */
const PROBE_TIMEOUT = 500;
/** In milliseconds of the server's time. */
const PROBE_SLEEP = 10_000;

/** This process's use of one server's lock: callers that wait, callers that send, and the queue of changes. */
interface TimeLock extends SerialQueue {
  waits: number;
  holds: number;
  isOpen: boolean;
}

const locks = new Map<string, TimeLock>();

function lockOf(address: string): TimeLock {
  const known = locks.get(address);
  if (known !== undefined) return known;
  const made: TimeLock = { waits: 0, holds: 0, isOpen: false, last: Promise.resolve() };
  locks.set(address, made);
  return made;
}

function testServiceOf({ testService }: Connection): NonNullable<Connection['testService']> {
  if (testService === undefined) throw new TypeError('the connection was made without the test service');
  return testService;
}
