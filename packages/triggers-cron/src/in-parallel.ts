/** How many calls to Temporal are under way at once. */
const LIMIT = 8;

/** Does the same for each item, some at a time; the results keep the items' order. Rejects with the first failure. */
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
