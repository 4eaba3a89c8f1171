import * as diagnosticsChannel from 'node:diagnostics_channel';

/** Forgets the value that this process stores under a name: the next `oncePerProcess` makes a new one. */
export function forget(name: string): void {
  (diagnosticsChannel.channel as unknown as Record<symbol, Map<string, unknown> | undefined>)[STORE]?.delete(name);
}

/**
 * Returns the value that this process stores under a name, and makes it the first time. Test runners give each test file its own
 * globals but share Node's modules between them, so the store is a property of one of those. A failed `make` is not stored.
 */
export async function oncePerProcess<TValue>(name: string, make: () => Promise<TValue>): Promise<TValue> {
  const holder = diagnosticsChannel.channel as unknown as Record<symbol, Map<string, Promise<unknown>> | undefined>;
  const store = (holder[STORE] ??= new Map());
  const known = store.get(name) as Promise<TValue> | undefined;
  if (known !== undefined) return known;
  const made = make();
  store.set(name, made);
  made.catch(() => store.delete(name));
  return made;
}

// --- internal ---

const STORE = Symbol.for('@tfn/testing/store');
