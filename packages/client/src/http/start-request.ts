import type { StartPlan } from '../plan-start.ts';
import type { PayloadConverter } from './payloads.ts';
import { toWireJson } from './payloads.ts';

/** A start as Temporal's HTTP API takes it; fields without a value do not go out. */
export async function toStartRequest(
  { workflowType, options }: StartPlan,
  converter: PayloadConverter,
): Promise<object> {
  const { args, taskQueue, retry, memo, searchAttributes, startDelay, priority } = options;
  const { workflowIdReusePolicy, workflowIdConflictPolicy, workflowExecutionTimeout, workflowRunTimeout } = options;
  return {
    workflowType: { name: workflowType },
    taskQueue: { name: taskQueue },
    input: await converter.encode(args as unknown[]),
    workflowIdReusePolicy: `WORKFLOW_ID_REUSE_POLICY_${String(workflowIdReusePolicy)}`,
    workflowIdConflictPolicy: `WORKFLOW_ID_CONFLICT_POLICY_${String(workflowIdConflictPolicy)}`,
    workflowExecutionTimeout: toSeconds(workflowExecutionTimeout),
    workflowRunTimeout: toSeconds(workflowRunTimeout),
    workflowStartDelay: toSeconds(startDelay),
    retryPolicy: retry && {
      ...retry,
      // As the SDK has it.
      initialInterval: toSeconds(retry.initialInterval ?? 1000),
      maximumInterval: toSeconds(retry.maximumInterval),
    },
    memo: memo && { fields: await converter.encodeFields(memo) },
    searchAttributes: searchAttributes && {
      indexedFields: Object.fromEntries(
        Object.entries(searchAttributes).map(([name, value]) => [name, toWireJson(value)]),
      ),
    },
    priority,
    header: {},
  };
}

// --- internal ---

/** Of milliseconds, which is what durations have become. */
function toSeconds(duration: unknown): string | undefined {
  return duration === undefined ? undefined : `${((duration as number) / 1000).toFixed(6)}s`;
}
