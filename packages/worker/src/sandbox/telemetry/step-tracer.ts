/**
 * Reports, while a history is replayed, what the workflow's code asks Temporal for, and from which line. An interceptor inside the sandbox;
 * stacks must be deep enough to reach the user's code.
 */
import { proxySinks } from '@temporalio/workflow';
import type { WorkflowInterceptors } from '@temporalio/workflow';
import type { Step, StepSinks } from '../../shared/step.ts';

/** The SDK calls this for each workflow. */
export function interceptors(): WorkflowInterceptors {
  const { tfnSteps } = proxySinks<StepSinks>();
  const note = (kind: Step['kind'], name: string): void => tfnSteps.asked({ kind, name }, new Error().stack ?? '');
  return {
    outbound: [
      {
        scheduleActivity(input, next) {
          note('function', input.activityType);
          return next(input);
        },
        startTimer(input, next) {
          note('timer', '');
          return next(input);
        },
        startChildWorkflowExecution(input, next) {
          note('child', input.workflowType);
          return next(input);
        },
        signalWorkflow(input, next) {
          note('signal', input.signalName);
          return next(input);
        },
      },
    ],
  };
}
