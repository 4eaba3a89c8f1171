import type { AnyFunctionDef } from '@tfn/core';
import { Context } from '@temporalio/activity';
import { callHandler, toUnknownFailure } from './call-handler.ts';
import type { HandlerCall } from './call-handler.ts';
import { createFunctionContext } from './function-context.ts';
import { abandonAfterTimeout } from './abandon-after-timeout.ts';

/** A function as Temporal runs it. */
export type Activity = (...args: unknown[]) => Promise<unknown>;

/** What a function's result is checked for before it is sent. */
export type ResultCheck = Pick<HandlerCall, 'checkResult' | 'valueLimit'>;

/** Makes the activity of a function. */
export function toActivity(def: AnyFunctionDef, check: ResultCheck): Activity {
  return (input) => {
    const ctx = createFunctionContext(Context.current());
    return abandonAfterTimeout(callHandler({ def, input, ctx, ...check }), ctx.signal);
  };
}

/** Fails the activities whose name this worker does not know. */
export function createUnknownActivity(known: readonly string[]): Activity {
  return async () => {
    const { activityType: name, attempt, taskQueue, isLocal: local } = Context.current().info;
    throw toUnknownFailure({ name, taskQueue, known, attempt, local });
  };
}
