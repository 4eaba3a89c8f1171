/** The end of the line of each key that has one. */
const lines = new Map<string, Promise<void>>();

/** Does works of the same key in this process one after another, in the order of the calls; one that fails stops no other. */
export async function oneAfterAnother(key: string, work: () => Promise<void>): Promise<void> {
  const done = (lines.get(key) ?? Promise.resolve()).then(work);
  const end = done.catch(() => undefined);
  lines.set(key, end);
  try {
    await done;
  } finally {
    if (lines.get(key) === end) lines.delete(key);
  }
}
