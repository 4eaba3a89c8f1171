import type { WorkflowDescription, WorkflowStatus, WorkflowSummary } from '@tfn/core';
import type { WorkflowExecutionDescription, WorkflowExecutionInfo } from '@temporalio/client';

/** What Temporal lists of an execution. */
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

/** What Temporal describes of an execution. */
export function toDescription(info: WorkflowExecutionDescription): WorkflowDescription {
  return { ...toSummary(info), memo: info.memo ?? {} };
}

// --- internal ---

/** Our words are Temporal's, in small letters. */
function toStatus(name: string): WorkflowStatus {
  return name.toLowerCase().replaceAll('_', '-') as WorkflowStatus;
}
