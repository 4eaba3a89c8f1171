/**
 * What test environments add to workflows on a real server; runs in the sandbox. The header of a start says which environment it
 * belongs to and which workflows are mocked there. Functions, children and continued runs receive the same header. All run on the
 * one worker, whatever task queue their definitions name.
 */
import { proxySinks, workflowInfo } from '@temporalio/workflow';
import type { Sinks, WorkflowInterceptors, WorkflowInternalsInterceptor } from '@temporalio/workflow';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Headers } from '@temporalio/common';
import { createMockedWorkflow } from './mocked-workflow.ts';
import { ENV_HEADER } from './env-header.ts';
import type { EnvHeader, EnvSinks } from './env-header.ts';

/** The SDK calls this for each workflow. */
export function interceptors(): WorkflowInterceptors {
  let own: Headers = {};
  /** The environment of a workflow that a client started; undefined for a child. */
  let waitingEnv: string | undefined;
  /** The functions for whose end the workflow waits when it has cancelled them, by their numbers. */
  const awaited = new Set<number>();
  const add = (headers: Headers): Headers => ({ ...headers, ...own });
  const { tfnTest } = proxySinks<EnvSinks & Sinks>();
  return {
    inbound: [
      {
        async execute(input, next) {
          const header = input.headers[ENV_HEADER];
          if (header === undefined) return next(input);
          own = { [ENV_HEADER]: header };
          const { id, mocked, losesMemo } = defaultPayloadConverter.fromPayload<EnvHeader>(header);
          const { parent, workflowType } = workflowInfo();
          if (parent === undefined) waitingEnv = id;
          if (losesMemo) addSetting({ losesMemo });
          tfnTest.begun(id);
          const isMocked = parent !== undefined && mocked.includes(workflowType);
          const result = await (isMocked ? createMockedWorkflow(workflowType)(input.args[0]) : next(input));
          tfnTest.completed(id);
          return result;
        },
      },
    ],
    // While a cancellation is on its way the test server lets time jump: the other one's timer could come first.
    internals: [
      {
        activate(input, next) {
          if (input.activation.jobs?.some((job) => job.resolveRequestCancelExternalWorkflow)) tfnTest.cancelled();
          next(input);
        },
        concludeActivation(input, next) {
          const output = next(input);
          if (waitingEnv !== undefined && output.commands.some(isEnd)) tfnTest.ending(waitingEnv);
          if (output.commands.some((command) => command.requestCancelExternalWorkflowExecution)) tfnTest.cancelling();
          for (const { requestCancelActivity } of output.commands) {
            const seq = requestCancelActivity?.seq;
            if (seq != null && !awaited.has(seq)) tfnTest.leaving(String(seq));
          }
          return output;
        },
      },
    ],
    outbound: [
      {
        scheduleActivity(input, next) {
          const { seq, options } = input;
          if ((options.cancellationType ?? 'TRY_CANCEL') !== 'TRY_CANCEL') awaited.add(seq);
          return next({
            ...input,
            headers: add(input.headers),
            options: { ...options, taskQueue: workflowInfo().taskQueue },
          });
        },
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

// --- internal ---

function addSetting(setting: { losesMemo: boolean }): void {
  const own = globalThis as { [SETTINGS]?: object };
  own[SETTINGS] = { ...own[SETTINGS], ...setting };
}

/** The settings of workflows; what exports the name elsewhere does not run in the sandbox. */
const SETTINGS = Symbol.for('@tfn/settings');

type Command = Parameters<
  Parameters<NonNullable<WorkflowInternalsInterceptor['concludeActivation']>>[1]
>[0]['commands'][number];

/** Whether a command ends the workflow, and no other run follows. */
function isEnd({ completeWorkflowExecution, cancelWorkflowExecution, failWorkflowExecution }: Command): boolean {
  if (failWorkflowExecution) return workflowInfo().retryPolicy === undefined;
  return Boolean(completeWorkflowExecution ?? cancelWorkflowExecution);
}
