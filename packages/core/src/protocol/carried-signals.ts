/**
 * The arguments of a run that continues another one: its input, a list of the signals that the earlier run received and did not take,
 * their values, and what else the earlier run passes on. Each value is an argument of its own, so that converters and codecs treat it as they
 * treat a signal's payload.
 */

/** A signal that no handler and no wait has taken. */
export interface CarriedSignal<TValue> {
  readonly name: string;
  /** None, or one, unless other code than ours sent it. */
  readonly values: readonly TValue[];
}

/** The list: each signal's name, and how many of the arguments that follow are its values. */
export type CarriedList = Readonly<Record<typeof LIST, readonly (readonly [name: string, values: number])[]>>;

export function toCarriedList(signals: readonly CarriedSignal<unknown>[]): CarriedList {
  return { [LIST]: signals.map(({ name, values }) => [name, values.length]) };
}

/** What a run was passed beside its input. */
export interface Carried {
  /** None when the run continues no other, or the other took all. */
  readonly signals: readonly CarriedSignal<unknown>[];
  /** The arguments after those of the signals. */
  readonly more: readonly unknown[];
}

export function readCarried([, list, ...values]: readonly unknown[]): Carried {
  if (!isCarriedList(list)) return { signals: [], more: [] };
  let next = 0;
  const signals = list[LIST].map(([name, count]) => ({ name, values: values.slice(next, (next += count)) }));
  return { signals, more: values.slice(next) };
}

// --- internal ---

const LIST = 'tfn.carriedSignals';

function isCarriedList(value: unknown): value is CarriedList {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return false;
  return Array.isArray((value as Partial<CarriedList>)[LIST]);
}
