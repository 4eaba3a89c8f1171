/**
 * Finds executions that the current code cannot continue: by replaying the running ones after an edit, and from failed workflow
 * tasks. Reports each execution once per version of the code.
 */
import type * as temporalWorker from '@temporalio/worker';
import type { PayloadCodec } from '@tfn/core/encryption';
import type { TfnClient } from '@tfn/client';
import type { WorkflowBundle } from '@tfn/worker';
import type { FailedTask } from '../../run/telemetry.ts';
import { problemOf } from '../../run/telemetry.ts';
import type { BrokenRun } from './messages.ts';

export interface ReplayCheck {
  /** Replays the running executions. */
  checkRunning(client: TfnClient, bundle: WorkflowBundle): Promise<void>;
  /** Reports the execution whose task failed. */
  onFailedTask(client: TfnClient, task: FailedTask): Promise<void>;
}

export interface ReplayCheckInput {
  readonly worker: typeof temporalWorker;
  /** Decodes the payloads of histories. */
  readonly payloadCodec: PayloadCodec | undefined;
  report(run: BrokenRun): void;
}

/** Creates a check that reports through `report`. */
export function createReplayCheck({ worker, payloadCodec, report }: ReplayCheckInput): ReplayCheck {
  const dataConverter = { payloadCodecs: payloadCodec === undefined ? [] : [payloadCodec] };
  const reported = new Set<string>();
  const reportOnce = (run: BrokenRun): void => {
    if (!reported.has(run.workflowId)) report(run);
    reported.add(run.workflowId);
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
          reportOnce({ workflowId, workflowType: types.get(workflowId) ?? '', problem: problemOf(error.message) });
    },
    async onFailedTask(client, { runId, problem }) {
      for await (const { workflowId, workflowType } of client.list(`RunId = '${runId}'`))
        reportOnce({ workflowId, workflowType, problem });
    },
  };
}

// --- internal ---

/** The sink for spans of a bundle with traces: a replay discards them. */
const NO_TRACES = { exporter: { export: { fn: () => undefined } } };

/** The maximum number of running executions to replay after an edit. */
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
