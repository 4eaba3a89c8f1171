/** The environments to close when a test file is done. */
const open = new Set<() => Promise<void>>();

/** Registers a function that closes an environment. Returns one that removes it again. */
export function noteOpen(close: () => Promise<void>): () => void {
  open.add(close);
  return () => {
    open.delete(close);
  };
}

/** The functions that close what all environments share. */
const shared = new Set<() => Promise<void>>();

/** Registers a function to call after the environments are closed. */
export function noteShared(close: () => Promise<void>): void {
  shared.add(close);
}

/** Closes all environments that are still open, and then what they share. */
export async function closeAll(): Promise<void> {
  await Promise.all([...open].map((close) => close()));
  await Promise.all([...shared].map((close) => close()));
}
