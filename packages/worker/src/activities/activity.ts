import type { AnyFunctionDef } from '@tfn/core';
import { Context } from '@temporalio/activity';
import { callHandler, toUnknownFailure } from './call-handler.ts';
import type { ResultCheck } from './call-handler.ts';
import { createFunctionContext } from './function-context.ts';
import { abandonAfterTimeout } from './abandon-after-timeout.ts';

/** A function as Temporal runs it. */
export type Activity = (...args: unknown[]) => Promise<unknown>;

/** Makes the activity of a function. */
export function toActivity(def: AnyFunctionDef, check: ResultCheck): Activity {
  return (input) => {
    const ctx = createFunctionContext(Context.current(), check);
    return abandonAfterTimeout(callHandler({ def, input, ctx, ...check }), ctx.signal);
  };
}

/** Makes the activity that runs for functions that this worker has not registered: it fails. */
export function createUnknownActivity(known: readonly string[]): Activity {
  return async () => {
    const { activityType: name, attempt, taskQueue, isLocal: local } = Context.current().info;
    throw toUnknownFailure({ name, taskQueue, known, attempt, local });
  };
}
