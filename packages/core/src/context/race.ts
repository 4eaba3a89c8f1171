import type { SignalDef } from '../definitions/message.ts';

/**
 * What `ctx.race` waits for: a promise of a call of `ctx`, a function that makes one, or a signal, for its next message.
 */
export type RaceEntry = PromiseLike<unknown> | (() => PromiseLike<unknown>) | SignalDef<any>; // oxlint-disable-line typescript/no-explicit-any -- every payload

/** The entry of a race that ended first, with its result. `key` determines the type of `value`. */
export type RaceWinner<TEntries> = {
  [TKey in keyof TEntries]: { readonly key: TKey; readonly value: RaceValue<TEntries[TKey]> };
}[keyof TEntries];

// --- internal ---

type RaceValue<TEntry> =
  TEntry extends SignalDef<infer TPayload>
    ? TPayload
    : TEntry extends () => infer TResult
      ? Awaited<TResult>
      : Awaited<TEntry>;
