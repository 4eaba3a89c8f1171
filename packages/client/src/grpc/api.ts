import type { Client as TemporalClient, WorkflowHandle as TemporalHandle } from '@temporalio/client';
import type { ExecutionRef, WorkflowApi } from '../transport.ts';
import { findHolder } from './holder.ts';
import { toStartOptions } from './start.ts';
import { isGrpcCode } from './status.ts';
import { toDescription, toSummary } from './workflow-description.ts';

/** Makes the calls with the client of Temporal's SDK. */
export function createGrpcApi(temporal: TemporalClient): WorkflowApi {
  const { workflow } = temporal;
  const eager = canStartEagerly(temporal.connection) ? { requestEagerStart: true } : undefined;
  const handleOf = ({ native, workflowId, runId, firstRunId }: ExecutionRef): TemporalHandle =>
    (native as TemporalHandle | undefined) ??
    workflow.getHandle(workflowId, runId, firstRunId ? { firstExecutionRunId: firstRunId } : {});

  return {
    async start(plan, how) {
      const { workflowType, workflowId } = plan;
      const { signal } = how ?? {};
      const options = toStartOptions(plan, how);
      if (signal === undefined) {
        const native = await workflow.start(workflowType, eager === undefined ? options : { ...options, ...eager });
        return { workflowId, native, resultRunId: native.firstExecutionRunId };
      }
      const native = await workflow.signalWithStart(workflowType, {
        ...options,
        signal: signal.name,
        signalArgs: [...signal.args],
      });
      return { workflowId, native, resultRunId: native.signaledRunId };
    },

    findHolder: (ref) => findHolder(temporal, ref),

    // A run that was found, rather than started, is where the wait starts: the first run of its chain may be deleted.
    result: (ref) =>
      ref.native === undefined && ref.resultRunId !== undefined
        ? workflow.result(ref.workflowId, ref.resultRunId)
        : handleOf(ref).result(),
    signal: (ref, { name, args }) => handleOf(ref).signal(name, ...args),
    query: (ref, { name, args }) => handleOf(ref).query<unknown, unknown[]>(name, ...args),
    update: (ref, { name, args }, updateId) =>
      handleOf(ref).executeUpdate<unknown, [unknown]>(name, { updateId, args: args as [unknown] }),

    async wasAccepted({ workflowId }, updateId) {
      try {
        await temporal.workflowService.pollWorkflowExecutionUpdate({
          namespace: temporal.options.namespace,
          updateRef: { workflowExecution: { workflowId }, updateId },
        });
        return true;
      } catch (error) {
        // Whatever else goes wrong, the workflow may have accepted it.
        return !isGrpcCode(error, 'NOT_FOUND');
      }
    },

    async cancel(ref) {
      await handleOf(ref).cancel();
    },
    async terminate(ref, reason) {
      await handleOf(ref).terminate(reason);
    },
    describe: async (ref) => toDescription(await handleOf(ref).describe()),

    async list(query, next) {
      const entries = (next as Entries | undefined) ?? openList(temporal, query);
      const entry = await entries.next();
      return entry.done === true ? { items: [], next: undefined } : { items: [toSummary(entry.value)], next: entries };
    },
  };
}

// --- internal ---

/**
 * Whether a worker in this process can receive a workflow's first task with the response to its start. Only a worker's NativeConnection
 * can; if none of its workers polls the task queue with a free slot, the start is an ordinary one.
 */
function canStartEagerly(connection: object): boolean {
  // The SDK's client checks the same. Looking the symbol up by description works across copies of the SDK.
  const key = Object.getOwnPropertySymbols(connection).find(
    ({ description }) => description === '__temporal_internal_connection_like',
  );
  const able = key && (connection as Record<symbol, { supportsEagerStart?: boolean } | undefined>)[key];
  return able?.supportsEagerStart === true;
}

type Entries = AsyncIterator<Parameters<typeof toSummary>[0]>;

function openList({ workflow }: TemporalClient, query: string | undefined): Entries {
  return workflow.list(query === undefined ? {} : { query })[Symbol.asyncIterator]();
}
