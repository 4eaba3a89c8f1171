/**
 * Finds executions that the code as it is now cannot continue: by replaying those that run after an edit, and by what their
 * failed tasks say. Each is told once per version of the code.
 */
import type * as temporalWorker from '@temporalio/worker';
import type { PayloadCodec } from '@tfn/core/encryption';
import type { TfnClient } from '@tfn/client';
import type { WorkflowBundle } from '@tfn/worker';
import type { FailedTask } from '../../run/telemetry.ts';
import { problemOf } from '../../run/telemetry.ts';
import type { BrokenRun } from './messages.ts';

export interface ReplayCheck {
  /** Replays the executions that run. */
  checkRunning(client: TfnClient, bundle: WorkflowBundle): Promise<void>;
  /** Tells of the execution whose task failed. */
  onFailedTask(client: TfnClient, task: FailedTask): Promise<void>;
}

export interface ReplayCheckInput {
  readonly worker: typeof temporalWorker;
  /** Reads what histories hold. */
  readonly payloadCodec: PayloadCodec | undefined;
  tell(run: BrokenRun): void;
}

/** Makes a check that tells what it finds. */
export function createReplayCheck({ worker, payloadCodec, tell }: ReplayCheckInput): ReplayCheck {
  const dataConverter = { payloadCodecs: payloadCodec === undefined ? [] : [payloadCodec] };
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
      const results = worker.Worker.runReplayHistories(
        { workflowBundle: { code: bundle.code }, dataConverter, sinks: NO_TRACES },
        running,
      );
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

/** Where the spans of a bundle with traces go that is only replayed. */
const NO_TRACES = { exporter: { export: { fn: () => undefined } } };

/** At most this many running executions are replayed after an edit. */
const REPLAY_LIMIT = 100;

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
    if (found.length === REPLAY_LIMIT) break;
  }
  return found;
}
