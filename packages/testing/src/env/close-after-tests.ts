/**
 * Closes what environments share when a test file is done, and environments that the file left open. Without this a runner would
 * wait for the connections of the worker.
 */
import { closeAll } from './open-envs.ts';

type Hook = (close: () => Promise<void>) => void;

/** Registers with the test runner, if one is found. */
export function closeAfterTests(): void {
  try {
    findHook()?.(closeAll);
  } catch {
    // Imported within a test, where runners accept no hooks: such a test must close its environments.
  }
}

// --- internal ---

/** Of Jest, and of Vitest with globals; or of node:test. Elsewhere Vitest ends its processes by itself. */
function findHook(): Hook | undefined {
  const { afterAll } = globalThis as { afterAll?: Hook };
  if (typeof afterAll === 'function') return afterAll;
  if (process.env['NODE_TEST_CONTEXT'] === undefined) return undefined;
  return (require('node:test') as { after: Hook }).after;
}
