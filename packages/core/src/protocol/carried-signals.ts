/**
 * The arguments of a run that continues another one: its input, a list of the signals that the earlier run received and did not take, and
 * their values. Each value is an argument of its own, so that converters and codecs treat it as they treat a signal's payload.
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

/** The signals in the arguments of a run; none when the run continues no other, or the other took all. */
export function readCarriedSignals([, list, ...values]: readonly unknown[]): readonly CarriedSignal<unknown>[] {
  if (!isCarriedList(list)) return [];
  let next = 0;
  return list[LIST].map(([name, count]) => ({ name, values: values.slice(next, (next += count)) }));
}

// --- internal ---

const LIST = 'tfn.carriedSignals';

function isCarriedList(value: unknown): value is CarriedList {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return false;
  return Array.isArray((value as Partial<CarriedList>)[LIST]);
}
