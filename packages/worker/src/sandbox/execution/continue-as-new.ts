import { continueAsNew, ContinueAsNew, workflowInfo } from '@temporalio/workflow';
import { sending } from '../limits/payload-limit.ts';
import { makeOutcome } from './make-outcome.ts';

/** Makes `ctx.continueAsNew`; `fix` is called when the input of the next run is fixed. */
export function createContinueAsNew(fix: () => void): (...args: unknown[]) => Promise<never> {
  return (...args) => {
    const [input] = args;
    if (typeof input === 'function') return Promise.reject(new LaterRequest(input as () => unknown));
    // One turn later: by then the handlers whose promises have settled are known to have ended.
    return sending(NEXT_RUN, () => continueAsNew(...args)).catch((error: unknown) => {
      if (error instanceof ContinueAsNew) fix();
      throw error;
    });
  };
}

/** Whether the input of the next run is known only when the handlers have ended. */
export function isLater(request: ContinueAsNew): boolean {
  return request instanceof LaterRequest;
}

/** The request that Temporal gets, which has its input. To be called when the handlers have ended. */
export async function toRequest(request: ContinueAsNew, workflow: string): Promise<ContinueAsNew> {
  if (!(request instanceof LaterRequest)) return request;
  const input = makeOutcome(workflow, request.makeInput);
  try {
    return await sending(NEXT_RUN, () => continueAsNew(...(input === undefined ? [] : [input])));
  } catch (error) {
    if (error instanceof ContinueAsNew) return error;
    throw error;
  }
}

// --- internal ---

const NEXT_RUN = 'the next run';

/** A request to continue as new, as a workflow's code sees it, whose input is made when the run's handlers have ended. */
class LaterRequest extends ContinueAsNew {
  readonly makeInput: () => unknown;

  constructor(makeInput: () => unknown) {
    const { workflowType, taskQueue } = workflowInfo();
    super({ workflowType, taskQueue, arguments: [] });
    this.makeInput = makeInput;
  }
}
