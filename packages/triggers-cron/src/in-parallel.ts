/** How many calls to Temporal run at once. */
const LIMIT = 8;

/** Maps items concurrently, a few at a time; results keep the order of the items. Rejects with the first failure. */
export async function inParallel<TItem, TResult>(
  items: readonly TItem[],
  work: (item: TItem) => Promise<TResult>,
): Promise<TResult[]> {
  const results: TResult[] = [];
  const entries = items.entries();
  const runner = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(LIMIT, items.length) }, runner));
  return results;
}
