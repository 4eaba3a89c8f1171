import { setTimeout as delay } from 'node:timers/promises';

/** @throws {Error} when what the demo claims did not happen */
export function check(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new Error(`It should have been so, but was not: ${claim}.`);
}

/** @throws {Error} when a number is not the one that the demo claims */
export function checkEqual(what: string, got: unknown, expected: unknown): void {
  check(got === expected, `${what} is ${String(expected)} (it is ${String(got)})`);
}

/** Asks again and again until there is an answer. @throws {Error} when there is none within three minutes */
export async function until<TResult>(
  what: string,
  ask: () => Promise<TResult | undefined> | TResult | undefined,
): Promise<TResult> {
  const deadline = Date.now() + 180_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Three minutes passed, and it did not happen: ${what}.`);
    await delay(50);
  }
}
