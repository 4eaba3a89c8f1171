/**
 * One limit of time for each workflow task. The SDK limits each of its four or so calls into the sandbox, by Node's `timeout`, for which
 * Node starts a thread of the system and waits for its end: 0.15 ms of CPU, and a millisecond where every core is busy.
 * I1: no code of a workflow runs without a limit, the worker's `isolateExecutionTimeout`.
 * I2: a task that takes longer fails as it does with the SDK, and the worker survives, which it does not always with the SDK.
 */
import { Script } from 'node:vm';
import type { Activator } from '@temporalio/workflow/lib/internals';
import type * as reusableVm from '@temporalio/worker/lib/workflow/reusable-vm';

/** Changes how this thread limits the workflows that share a context, the SDK's default, and calls `afterEach` task. */
export function limitEachTask(afterEach: () => void): void {
  const { ReusableVMWorkflowCreator } = require('@temporalio/worker/lib/workflow/reusable-vm') as typeof reusableVm;
  const { createWorkflow } = ReusableVMWorkflowCreator.prototype;
  // Whatever is called here is async in name only: it runs to its end, or to where the sandbox is left, before it returns.
  ReusableVMWorkflowCreator.prototype.createWorkflow = async function (this: object, options) {
    const { isolateExecutionTimeoutMs: limit } = this as { isolateExecutionTimeoutMs: number };
    const unlimited = Object.create(this, { isolateExecutionTimeoutMs: { value: undefined } }) as Creator;
    const workflow = await within(limit, () => createWorkflow.call(unlimited, options));
    limitCalls(workflow as unknown as Workflow, limit, afterEach);
    return workflow;
  };
}

// --- internal ---

type Creator = reusableVm.ReusableVMWorkflowCreator;
type Workflow = Pick<reusableVm.ReusableVMWorkflow, 'activate' | 'dispose'> & { readonly activator: Activator };

function limitCalls(workflow: Workflow, limit: number, afterEach: () => void): void {
  const activate = workflow.activate.bind(workflow);
  const dispose = workflow.dispose.bind(workflow);
  workflow.activate = async (activation) => {
    try {
      const completion = within(limit, () => activate(activation));
      afterEach();
      return await completion;
    } catch (error) {
      // As the SDK does: one that has queries is rejected, any other one fails.
      if (!isTimeout(error) || activation.jobs?.some((job) => job.queryWorkflow != null)) throw error;
      const { activator } = workflow;
      return { runId: activator.info.runId, failed: { failure: activator.errorToFailure(error) } };
    }
  };
  workflow.dispose = async () => within(limit, dispose);
}

/** The function that the script calls: only scripts can have a limit. */
const CALL = Symbol.for('tfn.call');
const script = new Script(`globalThis[Symbol.for('tfn.call')]()`);

function within<TResult>(timeout: number, call: () => TResult): TResult {
  (globalThis as { [CALL]?: () => TResult })[CALL] = call;
  try {
    return script.runInThisContext({ timeout }) as TResult;
  } catch (error) {
    if (isTimeout(error)) forgetAsyncStack();
    throw error;
  }
}

function isTimeout(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

/**
 * Node 20 keeps a stack of the asynchronous calls in flight. A call that was terminated after an `await` stays on it, and Node then ends the
 * whole process ("async hook stack has become corrupted"). Node empties the stack where it handles an uncaught exception.
 */
function forgetAsyncStack(): void {
  const { _fatalException: handle } = process as { _fatalException?: (error: Error, fromPromise: boolean) => boolean };
  if (handle === undefined) return;
  process.setUncaughtExceptionCaptureCallback(() => undefined);
  try {
    handle.call(process, new Error('A workflow task took too long'), false);
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
}
