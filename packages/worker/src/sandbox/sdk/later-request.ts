import { ContinueAsNew, workflowInfo } from '@temporalio/workflow';

/** A request to continue as new, as a workflow's code sees it, whose input is made when the run's handlers have ended. */
export class LaterRequest extends ContinueAsNew {
  readonly makeInput: () => unknown;

  constructor(makeInput: () => unknown) {
    const { workflowType, taskQueue } = workflowInfo();
    super({ workflowType, taskQueue, arguments: [] });
    this.makeInput = makeInput;
  }
}
