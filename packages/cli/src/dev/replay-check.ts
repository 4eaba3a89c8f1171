import type * as temporalWorker from '@temporalio/worker';
import type { TfnClient } from '@tfn/client';
import type { WorkflowBundle } from '@tfn/worker';
import type { BrokenRun } from './messages.ts';

/** At most this many running executions are looked at after an edit. */
const limit = 100;

/** Replays the executions that run on the code as it is now; gives those that it cannot continue. */
export async function findBrokenRuns({
  client,
  worker,
  bundle,
}: {
  client: TfnClient;
  worker: typeof temporalWorker;
  bundle: WorkflowBundle;
}): Promise<readonly BrokenRun[]> {
  const types = new Map<string, string>();
  const histories: { workflowId: string; history: unknown }[] = [];
  for await (const run of client.list("ExecutionStatus = 'Running'")) {
    if (!bundle.workflowNames.includes(run.workflowType)) continue;
    const { workflowId, runId } = run;
    const history = await client.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    types.set(workflowId, run.workflowType);
    histories.push({ workflowId, history });
    if (histories.length === limit) break;
  }
  if (histories.length === 0) return [];
  const broken: BrokenRun[] = [];
  const results = worker.Worker.runReplayHistories({ workflowBundle: { code: bundle.code } }, histories);
  for await (const { workflowId, error } of results)
    if (error !== undefined)
      broken.push({ workflowId, workflowType: types.get(workflowId) ?? '', problem: error.message });
  return broken;
}
