import { defineErrors } from '../tfn-error.ts';
import type { ErrorFactory } from '../tfn-error.ts';

/** The errors that several packages share. Every entry is described in docs/reference/errors.md. */
export const sharedErrors = {
  TFN_NODE_TOO_OLD: (d: { version: string; needed: string }): string =>
    `This is Node ${d.version}, but Temporal Functions needs Node ${d.needed} or newer. Install a current Node.js.`,
} as const;

const sharedError: ErrorFactory<typeof sharedErrors> = defineErrors(sharedErrors);

const NEEDED = '20.19.0';

/**
 * Checks that Node is new enough; on other runtimes it checks nothing.
 * @throws {TfnError} TFN_NODE_TOO_OLD
 */
export function assertNodeVersion(version: string | undefined = globalThis.process?.versions?.node): void {
  if (version !== undefined && compare(version, NEEDED) < 0)
    throw sharedError('TFN_NODE_TOO_OLD', { version, needed: NEEDED });
}

// --- internal ---

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]];
  for (const index of [0, 1, 2]) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
