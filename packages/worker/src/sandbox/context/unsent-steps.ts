import { workflowInfo } from '@temporalio/workflow';

/**
 * The functions that were asked for since Temporal last heard of this execution. Should the execution end before it hears of
 * them, they would never run: Temporal drops what is asked for in the task that ends a workflow. Those that were asked for
 * earlier run anyway, so that nobody waits for what a `Promise.race` left behind.
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
