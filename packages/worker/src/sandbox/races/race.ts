import type { RaceEntry, RaceWinner } from '@tfn/core';
import { kindOf, messageName } from '@tfn/core/internal';
import { CancellationScope } from '@temporalio/workflow';
import { runError } from '../../shared/errors.ts';
import { cancelPending } from '../promises/cancel-pending.ts';
import { promiseWatch } from '../sdk/promise-watch.ts';
import type { SignalInbox } from '../context/signal-inbox.ts';
import { encloseBy } from './enclosure.ts';
import type { Enclosure } from './enclosure.ts';

type Entries = Readonly<Record<string, RaceEntry>>;

/**
 * Makes `ctx.race`. Its promise is derived from those of its entries without an async function, so that a race of races is seen as well by the
 * waits in it (see `promise-watch.ts`).
 */
export function createRace(inbox: SignalInbox): (entries: Entries) => Promise<RaceWinner<Entries>> {
  return (entries) => {
    const runners = Object.entries(entries).map(([key, entry]) => start(inbox, key, entry));
    if (runners.length === 0) return Promise.reject(runError('TFN_RACE_EMPTY', undefined));
    const race = Promise.race(runners.map(({ winner }) => winner)).finally(() => {
      for (const runner of runners) if (!runner.hasEnded) runner.cancel();
    });
    for (const { enclosure } of runners) if (enclosure !== undefined) enclosure.promise = promiseWatch().follow(race);
    return race;
  };
}

// --- internal ---

interface Runner {
  readonly winner: Promise<RaceWinner<Entries>>;
  readonly enclosure?: Enclosure | undefined;
  hasEnded: boolean;
  cancel(): void;
}

function start(inbox: SignalInbox, key: string, entry: RaceEntry): Runner {
  const { promise, enclosure, cancel } = open(inbox, entry);
  const runner: Runner = {
    hasEnded: false,
    enclosure,
    cancel,
    winner: promise.then(
      (value) => {
        runner.hasEnded = true;
        return { key, value };
      },
      (error: unknown) => {
        runner.hasEnded = true;
        throw error;
      },
    ),
  };
  return runner;
}

interface Opened {
  readonly promise: Promise<unknown>;
  readonly enclosure?: Enclosure;
  cancel(): void;
}

function open(inbox: SignalInbox, entry: RaceEntry): Opened {
  if (typeof entry === 'function') {
    const scope = new CancellationScope();
    const enclosure = encloseBy(scope, true);
    return { promise: scope.run(async () => entry()), enclosure, cancel: () => scope.cancel() };
  }
  const promise =
    kindOf(entry) === 'signal'
      ? inbox.next(messageName(entry as never))
      : Promise.resolve(entry as PromiseLike<unknown>);
  return { promise, cancel: () => cancelPending(promise) };
}
