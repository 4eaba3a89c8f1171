import { isKnownSdk } from './version.ts';

/**
 * To be called before a replay of the SDK; returns a function that removes the hooks which the SDK leaves in this process: they
 * run code for every promise that is made from then on. Hooks from before the replay stay.
 */
export function captureReplayHooks(): () => void {
  if (!isKnownSdk()) return () => {};
  const { globalHandlers } = require('@temporalio/worker/lib/workflow/vm-shared') as { globalHandlers: GlobalHandlers };
  const { installed } = globalHandlers;
  return () => {
    if (!installed) globalHandlers.uninstall();
  };
}

// --- internal ---

/** What the SDK sets for stack traces in the thread that runs workflows: `Error.prepareStackTrace` and a hook for promises. */
interface GlobalHandlers {
  readonly installed: boolean;
  uninstall(): void;
}
