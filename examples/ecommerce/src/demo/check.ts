import { setTimeout as delay } from 'node:timers/promises';

/** @throws {Error} when a claim of the demo is false */
export function check(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new Error(`This was expected, but did not happen: ${claim}.`);
}

/** @throws {Error} when a value differs from the one that the demo claims */
export function checkEqual(what: string, got: unknown, expected: unknown): void {
  check(got === expected, `${what} is ${String(expected)} (but is ${String(got)})`);
}

/** Polls until there is an answer. @throws {Error} when there is none within three minutes */
export async function until<TResult>(
  what: string,
  ask: () => Promise<TResult | undefined> | TResult | undefined,
): Promise<TResult> {
  const deadline = Date.now() + 180_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`This did not happen within three minutes: ${what}.`);
    await delay(50);
  }
}
