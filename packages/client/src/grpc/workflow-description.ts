import type { ExecutionId, WorkflowDescription, WorkflowStatus, WorkflowSummary } from '@tfn/core';
import type { WorkflowExecutionDescription, WorkflowExecutionInfo } from '@temporalio/client';

/** Converts an entry of Temporal's list. */
export function toSummary(info: Omit<WorkflowExecutionInfo, 'raw'>): WorkflowSummary {
  const { workflowId, runId, taskQueue, startTime, closeTime, historyLength } = info;
  return {
    workflowId,
    runId,
    workflowType: info.type,
    taskQueue,
    status: toStatus(info.status.name),
    startTime,
    closeTime,
    historyLength,
  };
}

/** Converts Temporal's description of an execution. */
export function toDescription(info: WorkflowExecutionDescription): WorkflowDescription {
  const { memo, searchAttributes, parentExecution, rootExecution } = info;
  return {
    ...toSummary(info),
    memo: memo ?? {},
    searchAttributes: { ...searchAttributes } as Record<string, unknown[]>,
    parent: parentExecution as ExecutionId | undefined,
    root: rootExecution as ExecutionId | undefined,
  };
}

// --- internal ---

/** Our statuses are Temporal's, in lower case. */
function toStatus(name: string): WorkflowStatus {
  return name.toLowerCase().replaceAll('_', '-') as WorkflowStatus;
}
