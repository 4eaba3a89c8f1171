import type { TfnClient } from '@tfn/client';
import { INVOKE_WORKFLOW_TYPE } from '@tfn/core/internal';

/** An execution to replay. */
export interface FoundExecution {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly status: string;
}

export interface FindOptions {
  readonly workflowTypes: readonly string[];
  /** The project's task queues, because another project's workflows may have the same names. */
  readonly taskQueues: readonly string[];
  /** The maximum per workflow, separately for running and for closed executions. */
  readonly limit: number;
  /** Whether to include executions that are pinned to an earlier version, which never run on this one. */
  readonly withPinned: boolean;
}

/** Finds the newest executions of each workflow, one per workflow id. */
export async function findExecutions(
  client: TfnClient,
  { workflowTypes, taskQueues, limit, withPinned }: FindOptions,
): Promise<readonly FoundExecution[]> {
  const found = new Map<string, FoundExecution>();
  for (const workflowType of workflowTypes)
    for (const status of ["ExecutionStatus = 'Running'", "ExecutionStatus != 'Running'"]) {
      const filter = `WorkflowType = ${JSON.stringify(workflowType)} AND ${status} AND ${onQueues(taskQueues)}`;
      for (const run of await list(client, filter, { limit, withPinned }))
        if (!found.has(run.workflowId)) found.set(run.workflowId, run);
    }
  return [...found.values()];
}

/** Finds running executions on the project's task queues whose workflow the project does not define. */
export function findOrphans(
  client: TfnClient,
  { workflowTypes, taskQueues, limit, withPinned }: FindOptions,
): Promise<readonly FoundExecution[]> {
  const types = toList([...workflowTypes, INVOKE_WORKFLOW_TYPE]);
  const filter = `ExecutionStatus = 'Running' AND ${onQueues(taskQueues)} AND WorkflowType NOT IN (${types})`;
  return list(client, filter, { limit, withPinned });
}

// --- internal ---

const NOT_PINNED = "(TemporalWorkflowVersioningBehavior IS NULL OR TemporalWorkflowVersioningBehavior != 'Pinned')";

function onQueues(taskQueues: readonly string[]): string {
  return `TaskQueue IN (${toList(taskQueues)})`;
}

function toList(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}

async function list(
  client: TfnClient,
  filter: string,
  { limit, withPinned }: Pick<FindOptions, 'limit' | 'withPinned'>,
): Promise<readonly FoundExecution[]> {
  const found: FoundExecution[] = [];
  for await (const run of client.list(withPinned ? filter : `${filter} AND ${NOT_PINNED}`)) {
    found.push(run);
    if (found.length === limit) break;
  }
  return found;
}
