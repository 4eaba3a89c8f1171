import type { Connection } from '@temporalio/client';
import type { StartFields } from './skipping-api.ts';

/**
 * A connection that adds the fields that set a new workflow's clock to each start. Temporal rejects them in an update-with-start:
 * such a workflow starts at real time.
 */
export function timedConnection(connection: Connection, startFields: () => Promise<StartFields>): Connection {
  const service = connection.workflowService;
  type Service = typeof service;

  const timed = {
    async startWorkflowExecution(request: Parameters<Service['startWorkflowExecution']>[0]) {
      return service.startWorkflowExecution(addTo(request, await startFields()));
    },
    async signalWithStartWorkflowExecution(request: Parameters<Service['signalWithStartWorkflowExecution']>[0]) {
      return service.signalWithStartWorkflowExecution(addTo(request, await startFields()));
    },
  };
  return Object.create(connection, { workflowService: { value: Object.assign(Object.create(service), timed) } });
}

// --- internal ---

type Delayed = Parameters<Connection['workflowService']['startWorkflowExecution']>[0];

/** The request with the fields; the caller's own delay is added. Temporal refuses to delay a workflow with a cron schedule. */
function addTo<TRequest extends Pick<Delayed, 'workflowStartDelay' | 'cronSchedule'>>(
  request: TRequest,
  fields: StartFields,
): TRequest {
  if (fields.workflowStartDelay == null || request.cronSchedule) return request;
  const { workflowStartDelay: own } = request;
  if (own == null) return { ...request, ...fields };
  const seconds = Number(own.seconds ?? 0) + Number(fields.workflowStartDelay.seconds ?? 0);
  const nanos = (own.nanos ?? 0) + (fields.workflowStartDelay.nanos ?? 0);
  const workflowStartDelay = { seconds: (seconds + Math.floor(nanos / 1e9)) as never, nanos: nanos % 1e9 };
  return { ...request, ...fields, workflowStartDelay };
}
