/**
 * The signals of one execution, by name. A signal goes to the first of these that exists: the handler of `onSignal`, a
 * `waitForSignal` that waits, the `tfn.signal` of the worker, the queue of the next `waitForSignal`.
 * I1: signals of a name without a receiver stay with Temporal, which buffers them until there is one.
 * I2: order is kept: a queue is emptied into a handler or a waiter before later signals reach it.
 * I3: what a handler throws goes to `fail`, whether its signal came to it at once or from a queue.
 * I4: a message leaves the queue only for code that reads it. A wait that lost a race gets no message. A wait inside a race gets one only when the
 *     workflow's code has run as far as it can, one message at a time, so that nothing else can win the race at the same moment.
 */
import type { Duration } from '@tfn/core';
import { toWait } from '@tfn/core/internal';
import type { CarriedSignal } from '@tfn/core/internal';
import { CancelledFailure, condition, defineSignal, log, setHandler } from '@temporalio/workflow';
import { callHandler } from '../messages/handler-scope.ts';
import { promiseWatch } from '../sdk/promise-watch.ts';
import { whenQuiet } from '../sdk/quiet-conditions.ts';
import { currentEnclosures } from '../races/enclosure.ts';
import { followWait, isAwaited, isAwaitedDirectly, isScopeCancelled, mayTake } from '../races/signal-wait.ts';
import type { Message, SignalWait } from '../races/signal-wait.ts';

type Receiver = (payload: unknown) => void | Promise<void>;

interface Box {
  handler?: Receiver;
  fallback?: Receiver;
  /** Oldest first. */
  readonly waits: SignalWait[];
  readonly queue: Message[];
  hasWarned?: boolean;
}

/** Where an execution's signals arrive. */
export interface SignalInbox {
  handle(name: string, handler: Receiver): void;
  /** Receives the signals of a name that has neither a handler nor a waiter. */
  fallBack(name: string, handler: Receiver): void;
  next(name: string, timeout?: Duration): Promise<unknown>;
  /** Whether no handler runs. */
  isIdle(): boolean;
  /** How many waits there are. */
  countWaits(): number;
  /**
   * From now on, signals go to waits and to queues. When the workflow has run as far as it can, handlers get those in queues after all if
   * `isNeeded` says so.
   */
  hold(isNeeded: () => boolean): void;
  /** Takes `hold` back: handlers get the signals in queues. */
  letGo(): void;
  /** Takes out the signals that wait in queues. */
  takeQueued(): readonly CarriedSignal<unknown>[];
}

export function createSignalInbox(fail: (error: unknown) => void): SignalInbox {
  const boxes = new Map<string, Box>();
  let running = 0;
  let arrivals = 0;
  let isWatching = false;
  let isHeld = false;
  let isHandlerNeeded = (): boolean => false;

  const run = async (receiver: Receiver, payload: unknown): Promise<void> => {
    const scope = { isRunning: true };
    running += 1;
    try {
      await callHandler(scope, () => receiver(payload));
    } catch (error) {
      fail(error);
    } finally {
      scope.isRunning = false;
      running -= 1;
    }
  };

  /** Its errors go to `fail`. */
  const start = (receiver: Receiver, payload: unknown): void => promiseWatch().floating.drop(run(receiver, payload));

  const open = (name: string, set: Partial<Box>): Box => {
    const known = boxes.get(name);
    if (known !== undefined) return Object.assign(known, set);
    const box: Box = { waits: [], queue: [], ...set };
    boxes.set(name, box);
    setHandler(defineSignal<[unknown]>(name), (payload) => {
      if (box.handler !== undefined && !isHeld) return run(box.handler, payload);
      const wait = box.queue.length === 0 ? box.waits.find(isAwaited) : undefined;
      if (wait !== undefined && isAwaitedDirectly(wait)) wait.received = { payload, arrival: arrivals++ };
      else if (!isHeld && box.fallback !== undefined && box.queue.length >= box.waits.filter(mayTake).length)
        return run(box.fallback, payload);
      else box.queue.push({ payload, arrival: arrivals++ });
      return undefined;
    });
    return box;
  };

  /** Hands out the message that arrived first of those that someone takes. */
  const handOut = (): boolean => {
    let first: Box | undefined;
    for (const box of boxes.values()) {
      const [message] = box.queue;
      const isLeftToFallback = !isHeld && box.fallback !== undefined && !box.waits.some(mayTake);
      if (message === undefined || !(isLeftToFallback || box.waits.some(isAwaited))) continue;
      if (first === undefined || message.arrival < (first.queue[0]?.arrival ?? 0)) first = box;
    }
    if (first === undefined) return isHeld && isHandlerNeeded() && release();
    const message = first.queue.shift() as Message;
    const wait = first.waits.find(isAwaited);
    if (wait !== undefined) wait.received = message;
    else if (first.fallback !== undefined) start(first.fallback, message.payload);
    return true;
  };

  const release = (): boolean => {
    let hasBegun = false;
    for (const { queue, handler, fallback } of boxes.values()) {
      const receiver = handler ?? fallback;
      if (receiver === undefined || queue.length === 0) continue;
      hasBegun = true;
      for (const { payload } of queue.splice(0)) void run(receiver, payload);
    }
    return hasBegun;
  };

  const watch = (): void => {
    if (!isWatching) whenQuiet(handOut);
    isWatching = true;
  };

  /** Before those that arrived later. */
  const giveBack = ({ handler, queue }: Box, message: Message): void => {
    if (handler !== undefined) return start(handler, message.payload);
    const later = queue.findIndex(({ arrival }) => arrival > message.arrival);
    queue.splice(later === -1 ? queue.length : later, 0, message);
  };

  const receive = async (
    [name, box]: readonly [string, Box],
    wait: SignalWait,
    timeout: Duration | undefined,
  ): Promise<unknown> => {
    const hasArrived = (): boolean => wait.received !== undefined || wait.isCancelled === true;
    box.waits.push(wait);
    try {
      if (box.queue.length > 0) {
        // Only then is it known what awaits the promise.
        await Promise.resolve();
        if (box.queue.length > 0 && isAwaitedDirectly(wait) && box.waits.find(isAwaited) === wait)
          return box.queue.shift()?.payload;
        // A message that waits for it needs no timer.
        await condition(() => hasArrived() || box.queue.length === 0);
      }
      if (timeout === undefined) await condition(hasArrived);
      else if (!hasArrived() && !(await condition(hasArrived, toWait(timeout, 'waitForSignal timeout'))))
        await condition(() => hasArrived() || box.queue.length === 0 || !mayTake(wait));
      if (isScopeCancelled(wait)) throw new CancelledFailure(`Waiting for the signal '${name}' was cancelled`);
    } catch (error) {
      // Cancelled at the moment at which it got the message.
      if (wait.received !== undefined) giveBack(box, wait.received);
      throw error;
    } finally {
      box.waits.splice(box.waits.indexOf(wait), 1);
    }
    if (wait.received === undefined && wait.isCancelled === true)
      throw new CancelledFailure(`Waiting for the signal '${name}' was cancelled: another entry won the race`);
    return wait.received?.payload;
  };

  return {
    handle(name, handler) {
      const box = open(name, { handler });
      for (const { payload } of box.queue.splice(0)) start(handler, payload);
    },
    fallBack(name, fallback) {
      if (!boxes.has(name)) open(name, { fallback });
    },
    next(name, timeout) {
      const box = open(name, {});
      watch();
      if (box.hasWarned !== true && box.waits.some(isAwaitedDirectly)) {
        box.hasWarned = true;
        log.warn(twoWaits(name), { signal: name });
      }
      const wait: SignalWait = { enclosures: currentEnclosures() };
      const promise = receive([name, box], wait, timeout);
      followWait(wait, promise);
      return promise;
    },
    isIdle: () => running === 0,
    countWaits: () => [...boxes.values()].reduce((sum, { waits }) => sum + waits.length, 0),
    hold(isNeeded) {
      isHeld = true;
      isHandlerNeeded = isNeeded;
      watch();
    },
    letGo() {
      isHeld = false;
      release();
    },
    takeQueued: () =>
      [...boxes].flatMap(([name, { queue, waits }]) =>
        // What a wait has got is queued until its code can read it.
        [...waits.flatMap(({ received }) => received ?? []), ...queue.splice(0)].map(({ payload }) => ({
          name,
          values: payload === undefined ? [] : [payload],
        })),
      ),
  };
}

// --- internal ---

function twoWaits(name: string): string {
  return (
    `Code waits for the signal '${name}' while other code still awaits an earlier ctx.waitForSignal('${name}'), which gets the next message. ` +
    `If that wait lost a race from inside an async function, the message is lost: ` +
    `use ctx.race, or pass ctx.waitForSignal('${name}') to Promise.race itself.`
  );
}
