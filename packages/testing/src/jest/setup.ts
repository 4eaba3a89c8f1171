import { historyMatchers, historySerializer } from './history-matchers.ts';

/** The part of the runner's `expect` that is used. */
interface Expect {
  extend(matchers: object): void;
  addSnapshotSerializer(serializer: object): void;
}

const { expect } = globalThis as unknown as { expect: Expect };
expect.extend(historyMatchers);
expect.addSnapshotSerializer(historySerializer);
