/** What must be closed when a test file is done. */
const open = new Set<() => Promise<void>>();

/** Remembers what closes an environment, and gives what forgets it. */
export function noteOpen(close: () => Promise<void>): () => void {
  open.add(close);
  return () => {
    open.delete(close);
  };
}

/** What ends the things that all environments share. */
const shared = new Set<() => Promise<void>>();

/** Remembers what is to be closed after the environments. */
export function noteShared(close: () => Promise<void>): void {
  shared.add(close);
}

/** Closes all environments that are still open, and then what they share. */
export async function closeAll(): Promise<void> {
  await Promise.all([...open].map((close) => close()));
  await Promise.all([...shared].map((close) => close()));
}
