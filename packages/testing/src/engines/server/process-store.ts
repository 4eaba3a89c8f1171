import * as diagnosticsChannel from 'node:diagnostics_channel';

/** Forgets what this process has under a name: the next who asks makes it anew. */
export function forget(name: string): void {
  (diagnosticsChannel.channel as unknown as Record<symbol, Map<string, unknown> | undefined>)[STORE]?.delete(name);
}

/**
 * Gives what this process has under a name, and makes it the first time. A test runner that gives each test file globals of its
 * own still shares Node's modules between them, on one of which it is kept; `undefined` from `make` is not kept.
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
