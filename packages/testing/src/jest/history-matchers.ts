import { isHistory } from '../history/workflow-history.ts';
import type { WorkflowHistory } from '../history/workflow-history.ts';

/** A matcher's result. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** Matchers for `expect.extend`, of Jest and of Vitest. */
export const historyMatchers: {
  toMatchHistory(received: unknown, expected: string | readonly string[]): MatcherResult;
} = {
  toMatchHistory(received, expected) {
    const wanted = typeof expected === 'string' ? toLines(expected) : expected;
    if (!isHistory(received)) return { pass: false, message: () => 'toMatchHistory needs what handle.history() gives' };
    const { lines } = received;
    const pass = lines.length === wanted.length && lines.every((line, index) => line === wanted[index]);
    return { pass, message: () => compare(lines, wanted) };
  },
};

/** Writes a history into a snapshot as its lines. */
export const historySerializer: { test(value: unknown): boolean; serialize(value: WorkflowHistory): string } = {
  test: isHistory,
  serialize: String,
};

// --- internal ---

/** The lines of a text that may be indented, and begin and end with an empty line. */
function toLines(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim());
}

function compare(lines: readonly string[], wanted: readonly string[]): string {
  const at = lines.findIndex((line, index) => line !== wanted[index]);
  const first = at === -1 ? lines.length : at;
  const mark = (list: readonly string[]): string =>
    list.map((line, index) => `${index === first ? '> ' : '  '}${line}`).join('\n');
  return `The histories differ from line ${first + 1} on.\n\nExpected:\n${mark(wanted)}\n\nReceived:\n${mark(lines)}`;
}
