import { fromPayloads } from '../workflow/sdk-sandbox.ts';
import { fromIndexedFields, withUpserts } from '../search-attributes.ts';
import type { Wire } from '../wire.ts';
import type { WorkflowRun } from '../workflow/workflow-run.ts';

/** Describes a run as the SDK does. */
export interface RunDescription {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  readonly status: { readonly name: string };
  readonly taskQueue: string;
  readonly startTime: Date;
  readonly closeTime: Date | undefined;
  readonly historyLength: number;
  readonly memo: Record<string, unknown>;
  readonly searchAttributes: Readonly<Record<string, unknown>>;
  readonly parentExecution: { readonly workflowId: string; readonly runId: string } | undefined;
  readonly rootExecution: { readonly workflowId: string; readonly runId: string };
}

export async function describeRun(
  { spec, end, startTime, closeTime, log, effects }: WorkflowRun,
  wire: Wire,
): Promise<RunDescription> {
  const memo = Object.entries(await wire.decode({ ...spec.memo, ...effects.memo }));
  return {
    workflowId: spec.workflowId,
    runId: spec.runId,
    type: spec.workflowType,
    status: { name: end?.status ?? 'RUNNING' },
    taskQueue: spec.taskQueue,
    startTime: new Date(startTime),
    closeTime: closeTime === undefined ? undefined : new Date(closeTime),
    historyLength: log.events.length,
    // A field that the workflow removed is null.
    memo: Object.fromEntries(
      memo.map(([key, value]) => [key, fromPayloads([value])[0]]).filter(([, value]) => value != null),
    ),
    searchAttributes: fromIndexedFields(withUpserts(spec.searchAttributes, effects.searchAttributes)),
    parentExecution: spec.parent,
    rootExecution: spec.root ?? { workflowId: spec.workflowId, runId: spec.runId },
  };
}
