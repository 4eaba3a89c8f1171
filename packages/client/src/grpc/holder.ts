import type { Client as TemporalClient } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { INVOKE_WORKFLOW_TYPE } from '@tfn/core/internal';
import type { Invocation } from '@tfn/core/internal';
import type { ExecutionRef, Holder } from '../transport.ts';

/** Describes the latest run of an id, or the run that the ref names. */
export async function findHolder(temporal: TemporalClient, { workflowId, runId }: ExecutionRef): Promise<Holder> {
  const info = await temporal.workflow.getHandle(workflowId, runId).describe();
  const workflowType = info.type;
  return {
    workflowType,
    functionName:
      workflowType === INVOKE_WORKFLOW_TYPE
        ? await readFunctionName(temporal, { workflowId, runId: info.runId })
        : undefined,
    runId: info.runId,
    firstRunId: info.raw.workflowExecutionInfo?.firstRunId || undefined,
    isOpen: /^(RUNNING|PAUSED|CONTINUED_AS_NEW)$/.test(info.status.name),
  };
}

// --- internal ---

/** The function that a run of the built-in workflow runs: its input, which the first event of its history has, names it. */
async function readFunctionName(
  { workflowService, options: { namespace, loadedDataConverter } }: TemporalClient,
  execution: { workflowId: string; runId: string },
): Promise<string | undefined> {
  const { history } = await workflowService.getWorkflowExecutionHistory({ namespace, execution, maximumPageSize: 1 });
  const { input } = history?.events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
  const { payloadCodecs, payloadConverter } = loadedDataConverter;
  try {
    let payloads = (input?.payloads ?? []) as Payload[];
    for (const codec of [...payloadCodecs].reverse()) payloads = await codec.decode(payloads);
    return payloads[0] && payloadConverter.fromPayload<Partial<Invocation>>(payloads[0]).name;
  } catch {
    // This client cannot read the input, as with a key that it does not have.
    return undefined;
  }
}
