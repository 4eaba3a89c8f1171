import { registry } from '@tfn/core';
import { setTimeout as wait } from 'node:timers/promises';
import { waitsForNothing } from '@tfn/worker/internal';
import type { SandboxRun } from './sdk-sandbox.ts';

/**
 * Gives workflow code that waits for an `import()` time to load the module: a worker's bundle contains it, but here Node reads it from
 * a file. Returns the function that waits a moment; it resolves to false when there is nothing to wait for.
 */
export function createLoadWait(run: SandboxRun): () => Promise<boolean> {
  const handler = registry.workflows.get(run.info.workflowType)?.handler;
  const limit = handler !== undefined && /\bimport\(/.test(String(handler)) ? FOR_IMPORT : FOR_OTHERS;
  let deadline: number | undefined;
  return async () => {
    if (!waitsForNothing(run)) return false;
    deadline ??= performance.now() + limit;
    if (performance.now() >= deadline) return false;
    await wait(1);
    return true;
  };
}

// --- internal ---

/** Milliseconds for a handler that imports by itself, … */
const FOR_IMPORT = 5000;

/** … and for any other: what it calls may import, but it may also wait for a message by a promise of its own. */
const FOR_OTHERS = 20;
