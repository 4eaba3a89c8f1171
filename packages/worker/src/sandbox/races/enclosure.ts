/**
 * Which race entry, `ctx.scope` or `ctx.shield` encloses a `ctx.waitForSignal`. Code of it may await the wait in an async function, where it
 * cannot be seen from the wait's own promise whether what awaits it is raced.
 */
import { CancellationScope } from '@temporalio/workflow';
import { promiseWatch } from '../sdk/promise-watch.ts';
import type { Followed } from '../sdk/promise-watch.ts';

export interface Enclosure {
  readonly scope: CancellationScope;
  readonly isRaceEntry: boolean;
  /** That of the whole race, or of the scope. */
  promise?: Followed | undefined;
}

/** Calls `run`, which passes the scope that it makes to `enclose`. Code gets the promise, and may race it. */
export function runEnclosed<TResult>(
  run: (enclose: (scope: CancellationScope) => CancellationScope) => Promise<TResult>,
): Promise<TResult> {
  let enclosure: Enclosure | undefined;
  const promise = run((scope) => {
    enclosure = encloseBy(scope);
    return scope;
  });
  if (enclosure !== undefined) enclosure.promise = promiseWatch().follow(promise);
  return promise;
}

/** See `ctx.shield`. */
export function runShielded<TResult>(body: () => Promise<TResult>): Promise<TResult> {
  return runEnclosed((enclose) => enclose(new CancellationScope({ cancellable: false })).run(body));
}

/** Its `promise` is to be set as soon as there is one. */
export function encloseBy(scope: CancellationScope, isRaceEntry = false): Enclosure {
  const enclosure: Enclosure = { scope, isRaceEntry };
  enclosures.set(scope, enclosure);
  return enclosure;
}

/** Those of the running code, from the innermost; undefined if there are none. Code that cleans up in a `ctx.shield` is free of those that had ended before. */
export function currentEnclosures(): readonly Enclosure[] | undefined {
  let found: Enclosure[] | undefined;
  let isShielded = false;
  for (let scope = CancellationScope.current(); scope.parent !== undefined; scope = scope.parent) {
    const enclosure = enclosures.get(scope);
    if (enclosure !== undefined && !(isShielded && isLeft(enclosure))) (found ??= []).push(enclosure);
    isShielded ||= !scope.cancellable;
  }
  return found;
}

/** Whether it was cancelled or lost a race, so that what it waits for is of no use. */
export function isLeft({ scope, promise }: Enclosure): boolean {
  return scope.consideredCancelled || promise?.use === 'left';
}

/** Whether it is part of a race. */
export function isRaced({ isRaceEntry, promise }: Enclosure): boolean {
  return isRaceEntry || promise?.isCombined === true;
}

// --- internal ---

const enclosures = new WeakMap<CancellationScope, Enclosure>();
