export { historyMatchers, historySerializer } from './history-matchers.ts';
export type { MatcherResult } from './history-matchers.ts';

declare global {
  namespace jest {
    // oxlint-disable-next-line no-unused-vars -- must be declared as Jest declares it
    interface Matchers<R> {
      /** Compares the lines of a history. */
      toMatchHistory(expected: string | readonly string[]): R;
    }
  }
}
