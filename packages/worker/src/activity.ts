import type { AnyFunctionDef } from '@tfn/core';
import { Context } from '@temporalio/activity';
import { callHandler, toUnknownFailure } from './call-handler.ts';
import { createFunctionContext } from './function-context.ts';

/** A function as Temporal runs it. */
export type Activity = (...args: unknown[]) => Promise<unknown>;

/** Makes the activity of a function. `checkResult` is off where a payload converter of the user's decides what can be sent. */
export function toActivity(def: AnyFunctionDef, { checkResult }: { checkResult: boolean }): Activity {
  return (input) => callHandler({ def, input, ctx: createFunctionContext(Context.current()), checkResult });
}

/** Fails the activities whose name this worker does not know. */
export function createUnknownActivity(known: readonly string[]): Activity {
  return async () => {
    const { activityType: name, attempt, taskQueue } = Context.current().info;
    throw toUnknownFailure({ name, taskQueue, known, attempt });
  };
}
