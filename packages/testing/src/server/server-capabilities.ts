import type { WorkflowService } from '@temporalio/client';
import { reportedCapabilities } from '@tfn/core/internal';
import type { ServerCapability } from '@tfn/core/internal';

/** The part of a connection that the probe uses. */
export interface ProbedConnection {
  readonly workflowService: Pick<WorkflowService, 'describeNamespace' | 'pollWorkflowExecutionTimeSkipping'>;
}

/**
 * Asks a server what it can do, by what it reports and by a call, never by its version. Starts nothing. Rejects with the gRPC error
 * of a server that does not answer, or that does not have the namespace.
 */
export async function probeCapabilities(
  { workflowService }: ProbedConnection,
  namespace: string,
): Promise<ReadonlySet<ServerCapability>> {
  const capabilities = reportedCapabilities(await workflowService.describeNamespace({ namespace }));
  if (await canSkipTime(workflowService, namespace)) capabilities.add('workflowTimeSkipping');
  return capabilities;
}

/** Whether the server can skip time for single workflows. One that can misses the id of a fast-forward in this call. */
export async function canSkipTime(service: ProbedConnection['workflowService'], namespace: string): Promise<boolean> {
  try {
    await service.pollWorkflowExecutionTimeSkipping({ namespace, workflowExecution: { workflowId: 'tfn-probe' } });
    return true;
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (code === INVALID_ARGUMENT) return true;
    if (code === UNIMPLEMENTED) return false;
    throw error;
  }
}

// --- internal ---

const INVALID_ARGUMENT = 3;
/** The server does not know the call, or does not allow it in the namespace. */
const UNIMPLEMENTED = 12;
