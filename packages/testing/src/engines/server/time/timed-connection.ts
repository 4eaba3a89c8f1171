import type { Connection } from '@temporalio/client';
import { toDuration, toMilliseconds } from '../../time-message.ts';
import type { StartFields } from './skipping-api.ts';
import type { WorkflowClock } from './workflow-clock.ts';

/**
 * A connection to a server that skips time for each workflow separately.
 * I1: each start has the fields that set a new workflow's clock. Temporal rejects them in an update-with-start: such a workflow starts at
 *     real time.
 * I2: an update arrives before time is skipped: the request waits until the workflow has accepted it, while time stands still. For the
 *     result, for which a handler may need time, the SDK asks again.
 */
export function timedConnection(
  connection: Connection,
  { startFields, hold }: Pick<WorkflowClock, 'startFields' | 'hold'>,
): Connection {
  const service = connection.workflowService;
  type Service = typeof service;

  const timed = {
    async startWorkflowExecution(request: Parameters<Service['startWorkflowExecution']>[0]) {
      return service.startWorkflowExecution(addTo(request, await startFields()));
    },
    async signalWithStartWorkflowExecution(request: Parameters<Service['signalWithStartWorkflowExecution']>[0]) {
      return service.signalWithStartWorkflowExecution(addTo(request, await startFields()));
    },
    updateWorkflowExecution: (request: Parameters<Service['updateWorkflowExecution']>[0]) =>
      hold(() => service.updateWorkflowExecution({ ...request, waitPolicy: UNTIL_ACCEPTED })),
    executeMultiOperation({ operations = [], ...request }: Parameters<Service['executeMultiOperation']>[0]) {
      const accepted = operations?.map(({ updateWorkflow, ...other }) =>
        updateWorkflow ? { updateWorkflow: { ...updateWorkflow, waitPolicy: UNTIL_ACCEPTED } } : other,
      );
      return hold(() => service.executeMultiOperation({ ...request, operations: accepted ?? null }));
    },
  };
  return Object.create(connection, { workflowService: { value: Object.assign(Object.create(service), timed) } });
}

// --- internal ---

/** `UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED`. */
const UNTIL_ACCEPTED = { lifecycleStage: 2 } as const;

type Delayed = Parameters<Connection['workflowService']['startWorkflowExecution']>[0];

/** The request with the fields; the caller's own delay is added. Temporal refuses to delay a workflow with a cron schedule. */
function addTo<TRequest extends Pick<Delayed, 'workflowStartDelay' | 'cronSchedule'>>(
  request: TRequest,
  fields: StartFields,
): TRequest {
  if (fields.workflowStartDelay == null || request.cronSchedule) return request;
  const { workflowStartDelay: own } = request;
  if (own == null) return { ...request, ...fields };
  const workflowStartDelay = toDuration(toMilliseconds(own) + toMilliseconds(fields.workflowStartDelay));
  return { ...request, ...fields, workflowStartDelay };
}
