import { toMilliseconds } from '@tfn/core';
import { assertNames } from '@tfn/core/internal';
import type { Duration, WorkflowHandle } from '@tfn/core';
import type { Engine } from '../engines/engine.ts';
import type { WorkflowHistory } from '../history/workflow-history.ts';
import type { Watch } from './watch.ts';

/** One execution in a test. */
export interface TestHandle<TOutput = unknown> extends WorkflowHandle<TOutput> {
  /** Waits for the end and lets time pass meanwhile, on engines that can skip time. @throws {TfnError} TFN_TEST_TIMEOUT and the client's */
  result(options?: { timeout?: Duration }): Promise<TOutput>;
  /**
   * What has happened so far: in the latest run, when the workflow has continued as new or was retried. The handle of an id and a run
   * id has the history of that run.
   */
  history(): Promise<WorkflowHistory>;
}

/** Makes a test's handle of a client's; `follows`: its history is that of the latest run. */
export function toTestHandle<TOutput>(
  handle: WorkflowHandle<TOutput>,
  { engine, watch, follows }: { engine: Engine; watch: Watch; follows: boolean },
): TestHandle<TOutput> {
  const { workflowId, runId } = handle;
  // A result is that of the last run.
  const execution = { workflowId, runId, follows: true };
  const rethrow = async (error: unknown): Promise<never> => {
    throw await engine.explain(error, execution);
  };
  return {
    ...handle,
    result: async (options: { timeout?: Duration } = {}) => {
      assertNames('handle.result', options, { known: ['timeout'] });
      const { timeout } = options;
      return watch(() => engine.during(() => handle.result(), workflowId).catch(rethrow), {
        execution,
        timeout: timeout === undefined ? undefined : toMilliseconds(timeout, 'timeout'),
      });
    },
    // An update may wait for a timer.
    update: ((...args: Parameters<WorkflowHandle['update']>) =>
      engine.duringUpdate(() => (handle.update as WorkflowHandle['update'])(...args))) as WorkflowHandle['update'],
    startUpdate: (async (...args: Parameters<WorkflowHandle['startUpdate']>) => {
      const update = await (handle.startUpdate as WorkflowHandle['startUpdate'])(...args);
      return { ...update, result: () => engine.duringUpdate(() => update.result()) };
    }) as WorkflowHandle['startUpdate'],
    history: () => engine.history({ workflowId, runId, follows }),
  };
}
