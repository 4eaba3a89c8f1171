import { sharedError } from '../errors/shared-errors.ts';

const NEEDED = '20.19.0';

/**
 * Checks that Node is new enough; does nothing on other runtimes.
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
