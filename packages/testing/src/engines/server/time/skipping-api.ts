/**
 * Temporal's time skipping: the server gives each workflow a virtual clock, and moves it to the workflow's next timer while
 * nothing of the workflow is in flight. Temporal's API for it is experimental, and only this module calls it.
 */
import { randomUUID } from 'node:crypto';
import type { Connection } from '@temporalio/client';
import { toDuration, toMilliseconds } from '../../time-message.ts';

type WorkflowService = Connection['workflowService'];
type Start = Parameters<WorkflowService['startWorkflowExecution']>[0];
type SkippingConfig = NonNullable<Start['timeSkippingConfig']>;

/** The fields of a start that set the new workflow's clock. */
export type StartFields = Pick<Start, 'timeSkippingConfig' | 'workflowStartDelay'>;

/** What a workflow's time depends on. */
export interface WorkflowTime {
  readonly isRunning: boolean;
  /** Milliseconds by which its clock is ahead of real time. */
  readonly ahead: number;
  /** The ids of its open children, when they are all that it waits for besides timers and messages. */
  readonly waitsForChildren: readonly string[];
}

/** Calls about one workflow's latest run. Each ignores workflows that have ended. */
export interface SkippingApi {
  /** Lets the server skip the workflow's timers from now on, or stops that. Children started meanwhile do the same. */
  setSkipping(workflowId: string, isOn: boolean): Promise<void>;
  /** Moves the workflow's clock ahead and resolves when it has arrived there, or when the workflow has ended. */
  fastForward(workflowId: string, milliseconds: number): Promise<void>;
  /** Undefined for a workflow that the server does not know. */
  describe(workflowId: string): Promise<WorkflowTime | undefined>;
}

export function createSkippingApi(service: WorkflowService): SkippingApi {
  const namespace = 'default';

  const configure = (workflowId: string, timeSkippingConfig: SkippingConfig): Promise<unknown> =>
    unlessEnded(
      service.updateWorkflowExecutionOptions({
        namespace,
        workflowExecution: { workflowId },
        workflowExecutionOptions: { timeSkippingConfig },
        updateMask: { paths: ['time_skipping_config'] },
      }),
    );

  return {
    async setSkipping(workflowId, isOn) {
      await configure(workflowId, isOn ? ENABLED : { enabled: false });
    },
    async fastForward(workflowId, milliseconds) {
      const fastForwardConfig = { id: randomUUID(), duration: toDuration(milliseconds) };
      // A child would skip beyond the goal: Temporal does not pass a parent's goal on.
      await configure(workflowId, { ...ENABLED, disablePropagation: true, fastForwardConfig });
      for (;;) {
        const poll = { namespace, workflowExecution: { workflowId }, fastForwardId: fastForwardConfig.id };
        const answer = await unlessEnded(service.pollWorkflowExecutionTimeSkipping(poll));
        if (answer?.fastForwardPollingResult !== POLL_TIMEOUT) return;
      }
    },
    async describe(workflowId) {
      const found = await unlessEnded(service.describeWorkflowExecution({ namespace, execution: { workflowId } }));
      if (found === undefined) return undefined;
      const { workflowExecutionInfo, workflowExtendedInfo, pendingChildren, pendingActivities } = found;
      const time = workflowExtendedInfo?.timeSkippingInfo?.currentTime;
      const isBusy = pendingActivities.length > 0 || Boolean(found.pendingWorkflowTask);
      return {
        isRunning: workflowExecutionInfo?.status === RUNNING,
        ahead: time ? Math.max(0, toMilliseconds(time) - Date.now()) : 0,
        waitsForChildren: isBusy ? [] : pendingChildren.map((child) => child.workflowId ?? ''),
      };
    },
  };
}

/**
 * The fields that start a workflow this many milliseconds ahead of real time: they delay the start, and the server skips the delay.
 */
export function startAhead(milliseconds: number): StartFields {
  const duration = toDuration(milliseconds);
  const fastForwardConfig = { id: randomUUID(), duration };
  return { workflowStartDelay: duration, timeSkippingConfig: { ...ENABLED, fastForwardConfig } };
}

// --- internal ---

/** Without a limit of its own a workflow stands still after 200 skips. */
const ENABLED: SkippingConfig = { enabled: true, maxSessionSkipCount: 1_000_000 };

/** `FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT` and `WORKFLOW_EXECUTION_STATUS_RUNNING`. */
const POLL_TIMEOUT = 1;
const RUNNING = 1;

async function unlessEnded<TAnswer>(call: Promise<TAnswer>): Promise<TAnswer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** gRPC's NOT_FOUND, which Temporal also answers for a workflow that has ended. */
function isNotFound(error: unknown): boolean {
  return (error as { code?: unknown }).code === 5;
}
