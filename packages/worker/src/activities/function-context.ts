import type { FunctionContext } from '@tfn/core';
import type { Context } from '@temporalio/activity';
import type { ResultCheck } from './call-handler.ts';
import { clientOf } from './function-client.ts';
import { assertHeartbeat } from './heartbeat.ts';

/** The second argument of a function's handler, made of Temporal's activity context. */
export function createFunctionContext(context: Context, { checkResult, ...limits }: ResultCheck): FunctionContext {
  const { info } = context;
  return {
    signal: context.cancellationSignal,
    heartbeat(details) {
      // A local activity has no heartbeats: Temporal would log a warning for each.
      if (info.isLocal) return;
      if (checkResult) assertHeartbeat(info.activityType, details, limits);
      context.heartbeat(details);
    },
    lastHeartbeat: info.heartbeatDetails,
    get idempotencyKey() {
      return [info.workflowExecution?.workflowId, info.workflowExecution?.runId, info.activityId]
        .filter(Boolean)
        .join('/');
    },
    log: context.log,
    get client() {
      return clientOf(context);
    },
    info: {
      name: info.activityType,
      attempt: info.attempt,
      activityId: info.activityId,
      taskQueue: info.taskQueue,
      workflowId: info.workflowExecution?.workflowId,
      runId: info.workflowExecution?.runId,
    },
  };
}
