/**
 * What test environments add to workflows on a real server; runs in the sandbox. A start carries in a header which environment it
 * belongs to and which workflows are mocked there. The header goes on to functions, children and continued runs. All run on the
 * one worker, whatever task queue their definitions name.
 */
import { workflowInfo } from '@temporalio/workflow';
import type { WorkflowInterceptors } from '@temporalio/workflow';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Headers } from '@temporalio/common';
import { createMockedWorkflow } from './mocked-workflow.ts';
import { ENV_HEADER } from './env-header.ts';
import type { EnvHeader } from './env-header.ts';

/** The SDK calls this for each workflow. */
export function interceptors(): WorkflowInterceptors {
  let own: Headers = {};
  const add = (headers: Headers): Headers => ({ ...headers, ...own });
  return {
    inbound: [
      {
        execute(input, next) {
          const header = input.headers[ENV_HEADER];
          if (header === undefined) return next(input);
          own = { [ENV_HEADER]: header };
          const { mocked } = defaultPayloadConverter.fromPayload<EnvHeader>(header);
          const { parent, workflowType } = workflowInfo();
          if (parent === undefined || !mocked.includes(workflowType)) return next(input);
          return createMockedWorkflow(workflowType)(input.args[0]);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) =>
          next({
            ...input,
            headers: add(input.headers),
            options: { ...input.options, taskQueue: workflowInfo().taskQueue },
          }),
        scheduleLocalActivity: (input, next) => next({ ...input, headers: add(input.headers) }),
        startChildWorkflowExecution: (input, next) =>
          next({
            ...input,
            headers: add(input.headers),
            options: { ...input.options, taskQueue: workflowInfo().taskQueue },
          }),
        continueAsNew: (input, next) => next({ ...input, headers: add(input.headers) }),
      },
    ],
  };
}
