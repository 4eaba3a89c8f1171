/**
 * Time of the memory engine.
 * I1: it stands still, except that it jumps to the next timer when the test waits and nothing that runs can continue by itself.
 * I2: while functions run it passes as real time does, so that a timer can win against a slow function. A function that ends
 *     before the next timer takes no time.
 * I3: when nothing in Node seems able to wake a function (no timer, socket or file is pending), the clock waits a second longer.
 *     Then it jumps, and the function times out.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { clearTimeout, setTimeout } from 'node:timers';

/** Stops a timer. */
export type CancelTimer = () => void;

export interface VirtualClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after that many milliseconds. */
  after(milliseconds: number, callback: () => void): CancelTimer;
  /** Lets time pass while the work runs. */
  during<TResult>(work: () => Promise<TResult>): Promise<TResult>;
  /** Lets exactly that much time pass, even while functions run. */
  advance(milliseconds: number): Promise<void>;
  /** Counts the work as a running function. */
  running<TResult>(work: () => Promise<TResult>): Promise<TResult>;
  /** Something changed: checks whether time can pass. */
  poke(): void;
  /** Resolves when all of it has ended. */
  close(): Promise<void>;
}

export function createVirtualClock({ isBusy }: { isBusy: () => boolean }): VirtualClock {
  const timers = new Set<Timer>();
  const sleeps = new Set<Timer>();
  const ground = countResources();
  let virtual = Date.now();
  let waiting = 0;
  let running = 0;
  let flowsSince: number | undefined;
  let sequence = 0;
  let driving: Promise<void> | undefined;
  let again = false;
  let closed = false;
  let alarm: NodeJS.Timeout | undefined;
  let quietSince: number | undefined;

  const now = (): number => Math.floor(virtual + (flowsSince === undefined ? 0 : performance.now() - flowsSince));
  const next = (): Timer | undefined => earliest(timers);

  const fire = (timer: Timer): void => {
    timers.delete(timer);
    virtual = Math.max(virtual, timer.at);
    if (flowsSince !== undefined) flowsSince = performance.now();
    timer.callback();
  };

  /** Whether time may jump: not while anything could continue by itself. */
  const mayJump = (timer: Timer): boolean => {
    const sleep = earliest(sleeps);
    if (sleep !== undefined) return timer.at <= sleep.at;
    return waiting > 0 && (running === 0 || isQuiet());
  };

  const isQuiet = (): boolean => {
    if (isAlive(ground)) quietSince = undefined;
    else quietSince ??= performance.now();
    return quietSince !== undefined && performance.now() - quietSince >= QUIET_FOR;
  };

  const drive = async (): Promise<void> => {
    do {
      again = false;
      // A turn for continuations of the test and of functions, and another for what they began.
      await nextTurn();
      await nextTurn();
      if (closed) return;
      const timer = next();
      if (isBusy() || timer === undefined) continue;
      if (timer.at <= now() || mayJump(timer)) {
        fire(timer);
        again = true;
      }
    } while (again);
  };

  const poke = (): void => {
    again = true;
    if (driving !== undefined || closed) return;
    clearTimeout(alarm);
    driving = drive().finally(() => {
      driving = undefined;
      setAlarm();
    });
  };

  /** While time passes, the next timer fires by itself. Whether functions can still continue must be checked now and then. */
  const setAlarm = (): void => {
    const timer = next();
    if (closed || running === 0 || timer === undefined) return;
    alarm = setTimeout(poke, Math.min(Math.max(timer.at - now(), 1), LOOK_EVERY));
    if (waiting === 0) alarm.unref();
  };

  const after = (milliseconds: number, callback: () => void): CancelTimer => {
    const timer = { at: now() + Math.max(0, milliseconds), sequence: sequence++, callback };
    timers.add(timer);
    poke();
    return () => timers.delete(timer);
  };

  return {
    now,
    after,
    poke,
    async during(work) {
      waiting += 1;
      poke();
      try {
        return await work();
      } finally {
        waiting -= 1;
      }
    },
    advance: (milliseconds) =>
      new Promise((resolve) => {
        const sleep: Timer = {
          at: now() + milliseconds,
          // After all timers of that moment.
          sequence: Number.MAX_SAFE_INTEGER,
          callback() {
            sleeps.delete(sleep);
            resolve();
          },
        };
        sleeps.add(sleep);
        timers.add(sleep);
        poke();
      }),
    async running(work) {
      running += 1;
      flowsSince ??= performance.now();
      poke();
      try {
        return await work();
      } finally {
        running -= 1;
        quietSince = undefined;
        if (running === 0) flowsSince = undefined;
        poke();
      }
    },
    async close() {
      closed = true;
      clearTimeout(alarm);
      timers.clear();
      await driving;
    },
  };
}

// --- internal ---

interface Timer {
  readonly at: number;
  readonly sequence: number;
  readonly callback: () => void;
}

/** How often running functions are checked, in milliseconds. */
const LOOK_EVERY = 20;

/** How long nothing may seem pending before functions are abandoned, in milliseconds: work on Node's thread pool is not visible. */
const QUIET_FOR = 1000;

function earliest(timers: ReadonlySet<Timer>): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers)
    if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.sequence < first.sequence))
      first = timer;
  return first;
}

type Counts = ReadonlyMap<string, number>;

function countResources(): Counts {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo?.() ?? []) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

/** What test runners always have open. Of these, only more than at first mean that something is in progress. */
const OF_RUNNERS = new Set([
  'Timeout',
  'PipeWrap',
  'TTYWrap',
  'ConnectWrap',
  'MessagePort',
  'ProcessWrap',
  'FSEventWrap',
  'SignalWrap',
]);

/** Whether anything is pending in Node that could let a function continue: a timer, a socket, a file. */
function isAlive(ground: Counts): boolean {
  if (process.getActiveResourcesInfo === undefined) return true;
  return [...countResources()].some(([type, count]) => count > (OF_RUNNERS.has(type) ? (ground.get(type) ?? 0) : 0));
}
