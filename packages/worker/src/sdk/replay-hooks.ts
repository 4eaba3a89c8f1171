import { runInThisContext } from 'node:vm';
import { isKnownSdk } from './version.ts';

/**
 * To be called before a replay of the SDK; returns a function that removes the hooks which the SDK leaves in this process: they
 * run code for every promise that is made from then on. Hooks from before the replay stay.
 */
export function captureReplayHooks(): () => void {
  if (!isKnownSdk()) return () => {};
  const { globalHandlers } = require('@temporalio/worker/lib/workflow/vm-shared') as { globalHandlers: GlobalHandlers };
  const { installed } = globalHandlers;
  const stopSharing = shareStackTraces();
  return () => {
    stopSharing();
    if (!installed) globalHandlers.uninstall();
  };
}

// --- internal ---

/** What the SDK sets for stack traces in the thread that runs workflows: `Error.prepareStackTrace` and a hook for promises. */
interface GlobalHandlers {
  readonly installed: boolean;
  uninstall(): void;
}

/**
 * Test runners such as Jest load the SDK in a V8 context of their own. What it sets on that context's `Error` never sees a stack of
 * workflow code, without which its hook records no promise, and workflow code would run differently from a worker's.
 */
function shareStackTraces(): () => void {
  const main = runInThisContext('Error') as ErrorConstructor;
  if (main === Error) return () => {};
  const { prepareStackTrace } = main;
  main.prepareStackTrace = (error, frames) =>
    (Error.prepareStackTrace?.(error, frames) ?? prepareStackTrace?.(error, frames) ?? error.stack) as unknown;
  return () => {
    main.prepareStackTrace = prepareStackTrace;
  };
}
