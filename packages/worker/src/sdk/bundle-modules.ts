/** The modules of the SDK that a bundle must contain: what the worker calls in it, and what makes the sandbox's globals deterministic. */
export const WORKER_INTERFACE: string = require.resolve('@temporalio/workflow/lib/worker-interface.js');
export const GLOBAL_OVERRIDES: string = require.resolve('@temporalio/workflow/lib/global-overrides.js');
