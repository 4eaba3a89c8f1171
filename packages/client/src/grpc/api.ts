import type { Workflow } from '@temporalio/common';
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

  const wasAccepted = async ({ workflowId, runId }: ExecutionRef, updateId: string): Promise<boolean> => {
    try {
      await temporal.workflowService.pollWorkflowExecutionUpdate({
        namespace: temporal.options.namespace,
        updateRef: { workflowExecution: { workflowId, ...(runId !== undefined && { runId }) }, updateId },
      });
      return true;
    } catch (error) {
      // Whatever else goes wrong, the workflow may have accepted it.
      return !isGrpcCode(error, 'NOT_FOUND');
    }
  };

  return {
    async start(plan, how) {
      const { workflowType, workflowId } = plan;
      const { signal } = how ?? {};
      const options = toStartOptions(plan, how);
      if (signal === undefined) {
        const native = await workflow.start(workflowType, eager === undefined ? options : { ...options, ...eager });
        const { firstExecutionRunId: resultRunId, eagerlyStarted } = native;
        return { workflowId, native, resultRunId, eagerlyStarted };
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

    async startUpdate(ref, { name, args }, updateId) {
      const options = { waitForStage: 'ACCEPTED', updateId, args: args as [unknown] } as const;
      const started = await handleOf(ref).startUpdate<unknown, [unknown]>(name, options);
      // A rejected update has an outcome as well.
      if (!(await wasAccepted({ ...ref, runId: started.workflowRunId }, updateId))) await started.result();
      return started;
    },

    async updateWithStart(plan, { name, args }, updateId) {
      const { WithStartWorkflowOperation } = require('@temporalio/client') as typeof import('@temporalio/client');
      const options = toStartOptions(plan, { joins: true }) as ConstructorParameters<
        typeof WithStartWorkflowOperation
      >[1];
      const startWorkflowOperation = new WithStartWorkflowOperation(plan.workflowType, options);
      const update = { updateId, args: args as [unknown], startWorkflowOperation };
      const result = await workflow.executeUpdateWithStart<Workflow, unknown, [unknown]>(name, update);
      const native = (await startWorkflowOperation.workflowHandle()) as TemporalHandle & {
        firstExecutionRunId?: string;
      };
      return { ref: { workflowId: plan.workflowId, native, resultRunId: native.firstExecutionRunId }, result };
    },

    wasAccepted,

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
