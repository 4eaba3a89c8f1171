/**
 * Finds executions that the code as it is now cannot continue: by replaying those that run after an edit, and by what their
 * failed tasks say. Each is told once per version of the code.
 */
import type * as temporalWorker from '@temporalio/worker';
import type { TfnClient } from '@tfn/client';
import type { WorkflowBundle } from '@tfn/worker';
import type { FailedTask } from '../run/telemetry.ts';
import { problemOf } from '../run/telemetry.ts';
import type { BrokenRun } from './messages.ts';

export interface ReplayCheck {
  /** Replays the executions that run. */
  checkRunning(client: TfnClient, bundle: WorkflowBundle): Promise<void>;
  /** Tells of the execution whose task failed. */
  onFailedTask(client: TfnClient, task: FailedTask): Promise<void>;
}

/** Makes a check that tells what it finds. */
export function createReplayCheck(worker: typeof temporalWorker, tell: (run: BrokenRun) => void): ReplayCheck {
  const told = new Set<string>();
  const tellOnce = (run: BrokenRun): void => {
    if (!told.has(run.workflowId)) tell(run);
    told.add(run.workflowId);
  };
  return {
    async checkRunning(client, bundle) {
      const running = await findRunning(client, bundle);
      if (running.length === 0) return;
      const types = new Map(running.map(({ workflowId, workflowType }) => [workflowId, workflowType]));
      const results = worker.Worker.runReplayHistories({ workflowBundle: { code: bundle.code } }, running);
      for await (const { workflowId, error } of results)
        if (error !== undefined)
          tellOnce({ workflowId, workflowType: types.get(workflowId) ?? '', problem: problemOf(error.message) });
    },
    async onFailedTask(client, { runId, problem }) {
      for await (const { workflowId, workflowType } of client.list(`RunId = '${runId}'`))
        tellOnce({ workflowId, workflowType, problem });
    },
  };
}

// --- internal ---

/** At most this many running executions are replayed after an edit. */
const limit = 100;

interface RunningWorkflow {
  readonly workflowId: string;
  readonly workflowType: string;
  readonly history: unknown;
}

async function findRunning(client: TfnClient, bundle: WorkflowBundle): Promise<readonly RunningWorkflow[]> {
  const found: RunningWorkflow[] = [];
  for await (const { workflowId, runId, workflowType } of client.list("ExecutionStatus = 'Running'")) {
    if (!bundle.workflowNames.includes(workflowType)) continue;
    const history = await client.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    found.push({ workflowId, workflowType, history });
    if (found.length === limit) break;
  }
  return found;
}
