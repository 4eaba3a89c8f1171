import { workflowInfo } from '@temporalio/workflow';

/**
 * The functions that were scheduled since Temporal last received commands of this execution. If the execution ended before Temporal received
 * them, they would never run: it drops what the task schedules that ends a workflow. Functions that were scheduled earlier run anyway, so
 * the end does not wait for those that a `Promise.race` left behind.
 */
export interface UnsentSteps {
  add(step: Promise<unknown>): void;
  /** Takes them out. */
  take(): readonly Promise<unknown>[];
}

export function createUnsentSteps(): UnsentSteps {
  let historyLength = -1;
  let steps: Promise<unknown>[] = [];
  return {
    add(step) {
      // The history grows from one workflow task to the next, and in a replay just the same.
      const now = workflowInfo().historyLength;
      if (now !== historyLength) steps = [];
      historyLength = now;
      steps.push(step);
    },
    take: () => (workflowInfo().historyLength === historyLength ? steps.splice(0) : []),
  };
}
