import { Runtime } from '@temporalio/worker';
import type { Logger } from '@temporalio/worker';

/** Whether the SDK's runtime of this process exists. */
export function hasRuntime(): boolean {
  return Runtime._instance !== undefined;
}

/** Whether the SDK's runtime of this process exists, or has been asked for: it can no longer be installed with options. */
export function isRuntimeTaken(): boolean {
  return hasRuntime() || Runtime.instantiator !== undefined;
}

/** Replaces the runtime's logger, for which the SDK has no option: workers take it when they are made. */
export function replaceLogger(runtime: Runtime, logger: Logger): void {
  Object.assign(runtime, { logger });
}
