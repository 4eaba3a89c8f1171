/**
 * The signals of one execution, by name. A signal goes to the first of these that exists: the handler of `onSignal`, a
 * `waitForSignal` that waits, the `tfn.signal` of the worker, the queue of the next `waitForSignal`.
 * I1: signals of a name without a receiver stay with Temporal, which buffers them until there is one.
 * I2: order is kept: a queue is emptied into a handler or a waiter before later signals reach it.
 * I3: what a handler throws goes to `fail`, whether its signal came to it at once or from a queue.
 */
import type { Duration } from '@tfn/core';
import { toMilliseconds } from '@tfn/core';
import type { CarriedSignal } from '@tfn/core/internal';
import { condition, defineSignal, setHandler } from '@temporalio/workflow';

type Receiver = (payload: unknown) => void | Promise<void>;

interface Box {
  handler?: Receiver;
  fallback?: Receiver;
  readonly waiters: Receiver[];
  readonly queue: unknown[];
}

/** Where an execution's signals arrive. */
export interface SignalInbox {
  handle(name: string, handler: Receiver): void;
  /** Receives the signals of a name that has neither a handler nor a waiter. */
  fallBack(name: string, handler: Receiver): void;
  next(name: string, timeout?: Duration): Promise<unknown>;
  /** Whether no handler runs. */
  isIdle(): boolean;
  /** Takes out the signals that wait in queues. */
  takeQueued(): readonly CarriedSignal<unknown>[];
}

export function createSignalInbox(fail: (error: unknown) => void): SignalInbox {
  const boxes = new Map<string, Box>();
  let running = 0;

  const run = async (receiver: Receiver, payload: unknown): Promise<void> => {
    running += 1;
    try {
      await receiver(payload);
    } catch (error) {
      fail(error);
    } finally {
      running -= 1;
    }
  };

  const open = (name: string, set: Partial<Box>): Box => {
    const known = boxes.get(name);
    if (known !== undefined) return Object.assign(known, set);
    const box: Box = { waiters: [], queue: [], ...set };
    boxes.set(name, box);
    setHandler(defineSignal<[unknown]>(name), (payload) => {
      const receiver = box.handler ?? box.waiters.shift() ?? box.fallback;
      if (receiver !== undefined) return run(receiver, payload);
      box.queue.push(payload);
      return undefined;
    });
    return box;
  };

  return {
    handle(name, handler) {
      const box = open(name, { handler });
      for (const payload of box.queue.splice(0)) void run(handler, payload);
    },
    fallBack(name, fallback) {
      if (!boxes.has(name)) open(name, { fallback });
    },
    async next(name, timeout) {
      const box = open(name, {});
      if (box.queue.length > 0) return box.queue.shift();
      let received: { payload: unknown } | undefined;
      const waiter: Receiver = (payload) => {
        received = { payload };
      };
      box.waiters.push(waiter);
      try {
        const arrived = (): boolean => received !== undefined;
        await (timeout === undefined
          ? condition(arrived)
          : condition(arrived, toMilliseconds(timeout, 'waitForSignal timeout')));
      } finally {
        const index = box.waiters.indexOf(waiter);
        if (index >= 0) box.waiters.splice(index, 1);
      }
      return (received as { payload: unknown } | undefined)?.payload;
    },
    isIdle: () => running === 0,
    takeQueued: () =>
      [...boxes].flatMap(([name, { queue }]) =>
        queue.splice(0).map((payload) => ({ name, values: payload === undefined ? [] : [payload] })),
      ),
  };
}
