/** A seeded source of randomness, so that a failure can be repeated. */
export interface Random {
  /** A whole number from 0 to below the limit. */
  below(limit: number): number;
  pick<TItem>(items: readonly TItem[]): TItem;
  /** A list of up to `most` items. */
  list<TItem>(most: number, make: () => TItem): TItem[];
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const random: Random = {
    below: (limit) => Math.floor(next() * limit),
    pick: (items) => items[random.below(items.length)] as (typeof items)[number],
    list: (most, make) => Array.from({ length: random.below(most + 1) }, make),
  };
  return random;
}
