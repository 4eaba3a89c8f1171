/**
 * Temporal's own client, over the memory engine: all that it does with workflows. Its errors have the same names, so that ours reports
 * them in the same words. What the engine does not have throws.
 */
import type { Payload } from '@temporalio/common';
import { settleStartOperation } from '../../../sdk/with-start-operation.ts';
import type { StartOperation } from '../../../sdk/with-start-operation.ts';
import type { Execution } from '../../engine.ts';
import { NAMESPACE } from '../run-spec.ts';
import type { MemoryServer, RunHandle } from '../memory-server.ts';
import { fromPayloads, toPayloads } from '../workflow/sdk-sandbox.ts';
import type { WorkflowRun } from '../workflow/workflow-run.ts';
import { named } from './client-errors.ts';
import { describeRun } from './describe-run.ts';
import type { RunDescription } from './describe-run.ts';
import { matchesQuery } from './list-filter.ts';
import { sendStart, startRun } from './start-run.ts';
import type { StartOptions, WorkflowTypeLike } from './start-run.ts';
import { sendValues } from './send-values.ts';
import { partial } from './unsupported.ts';
import { createHandle, findRun, resultOf, sendUpdate } from './workflow-handle.ts';
import type { HandleTarget, MessageLike, UpdateHandle, UpdateOptions } from './workflow-handle.ts';

interface SignalOptions extends StartOptions {
  readonly signal: MessageLike;
  readonly signalArgs?: readonly unknown[];
}

interface UpdateWithStartOptions extends UpdateOptions {
  readonly startWorkflowOperation: StartOperation<StartOptions>;
}

/** Makes the client. */
export function createTemporalClient(server: MemoryServer): object {
  const { wire } = server;

  const handleOf = (target: HandleTarget): object => createHandle(server, workflow, target);

  const start = async (type: WorkflowTypeLike, options: StartOptions): Promise<object> => {
    const run = startRun(server, type, { options, sent: await sendStart(server, options) });
    const { workflowId, runId, firstRunId } = run.spec;
    const target = { workflowId, firstExecutionRunId: firstRunId, runIdForResult: runId };
    return Object.assign(handleOf({ ...target, followRuns: options.followRuns }), {
      firstExecutionRunId: runId,
      eagerlyStarted: false,
    });
  };

  const updateWithStart = async (
    def: MessageLike,
    { startWorkflowOperation: operation, ...update }: UpdateWithStartOptions,
  ): Promise<UpdateHandle> => {
    const { workflowTypeOrFunc, options } = operation;
    const settle = settleStartOperation(operation);
    try {
      const sent = await sendStart(server, options);
      return await sendUpdate(server, def, {
        options: update,
        find() {
          const { spec } = startRun(server, workflowTypeOrFunc, { options, sent });
          const { workflowId, runId, firstRunId } = spec;
          settle.resolve(handleOf({ workflowId, firstExecutionRunId: firstRunId }));
          return server.find({ workflowId, runId }) as RunHandle;
        },
      });
    } catch (error) {
      settle.reject(error);
      throw error;
    }
  };

  const workflow = partial('workflow', {
    options: { namespace: NAMESPACE },
    start,
    execute: async (type: WorkflowTypeLike, options: StartOptions) =>
      ((await start(type, options)) as { result(): Promise<unknown> }).result(),
    async signalWithStart(type: WorkflowTypeLike, options: SignalOptions) {
      const { signal, signalArgs = [] } = options;
      const [sent, payloads] = await Promise.all([sendStart(server, options), sendValues(server, signalArgs)]);
      const run = startRun(server, type, {
        options: { ...options, workflowIdConflictPolicy: options.workflowIdConflictPolicy ?? 'USE_EXISTING' },
        sent,
      });
      const { workflowId, runId } = run.spec;
      server.find({ workflowId, runId })?.signal(typeof signal === 'string' ? signal : signal.name, payloads);
      return Object.assign(handleOf({ workflowId, runIdForResult: runId }), { signaledRunId: runId });
    },
    startUpdateWithStart: updateWithStart,
    executeUpdateWithStart: async (def: MessageLike, options: UpdateWithStartOptions) =>
      (await updateWithStart(def, options)).result(),
    result: (workflowId: string, runId?: string, { followRuns }: { followRuns?: boolean } = {}) =>
      resultOf(server, { workflowId, runId }, followRuns),
    getHandle: (workflowId: string, runId?: string, options: Omit<HandleTarget, 'workflowId' | 'runId'> = {}) =>
      handleOf({ runIdForResult: runId ?? options.firstExecutionRunId, ...options, workflowId, runId }),
    list: ({ query }: { query?: string } = {}) => ({
      async *[Symbol.asyncIterator]() {
        for (const { description } of await matching(server, query)) yield description;
      },
      async *intoHistories() {
        for (const { run } of await matching(server, query))
          yield { workflowId: run.spec.workflowId, history: { events: [...run.log.events] } };
      },
    }),
    async count(query?: string) {
      return { count: (await matching(server, query)).length, groups: [] };
    },
  });

  return {
    options: {
      namespace: NAMESPACE,
      loadedDataConverter: {
        payloadConverter: {
          toPayload: (value: unknown) => toPayloads([value], wire.values)[0],
          fromPayload: (payload: Payload) => fromPayloads([payload])[0],
        },
        payloadCodecs: [wire],
      },
    },
    connection: partial('connection', {
      withAbortSignal: abortable,
      withDeadline: <TResult>(deadline: number, work: () => Promise<TResult>) =>
        withDeadline(deadline - Date.now(), work),
    }),
    workflowService: partial('workflowService', {
      getSystemInfo: async () => ({}),
      async getWorkflowExecutionHistory({ execution }: { execution: Execution }) {
        return { history: { events: [...findRun(server, execution).run.log.events] } };
      },
      async pollWorkflowExecutionUpdate({ updateRef }: { updateRef: UpdateRef }) {
        const { workflowExecution, updateId } = updateRef;
        const run = server.find(workflowExecution)?.run;
        if (!run?.effects.eventIds.has(`update ${updateId}`)) throw status(5, 'update not found');
        return {};
      },
    }),
    workflow,
    withDeadline: <TResult>(deadline: number, work: () => Promise<TResult>) =>
      withDeadline(deadline - Date.now(), work),
    withAbortSignal: abortable,
    schedule: partial('schedule', {}),
    activity: partial('activity', {}),
    taskQueue: partial('taskQueue', {}),
    nexus: partial('nexus', {}),
    operatorService: partial('operatorService', {}),
  };
}

// --- internal ---

interface UpdateRef {
  readonly workflowExecution: { readonly workflowId: string; readonly runId?: string };
  readonly updateId: string;
}

/** The runs that a list filter matches, newest first. */
async function matching(
  server: MemoryServer,
  query: string | undefined,
): Promise<{ run: WorkflowRun; description: RunDescription }[]> {
  const matches = matchesQuery(query);
  const runs = [...server.list()].reverse();
  const all = await Promise.all(runs.map(async (run) => ({ run, description: await describeRun(run, server.wire) })));
  return all.filter(({ description }) => matches(description));
}

/** An error of gRPC: 4 is DEADLINE_EXCEEDED, 5 is NOT_FOUND. */
function status(code: 4 | 5, details: string): Error {
  return Object.assign(named('ServiceError', details), { code, details });
}

/** Ends a call when the client is closed. What it waits for continues. */
function abortable<TResult>(signal: AbortSignal, work: () => Promise<TResult>): Promise<TResult> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(named('AbortError', 'the client was closed')), { once: true });
    work().then(resolve, reject);
  });
}

/** Ends a call with gRPC's DEADLINE_EXCEEDED; in real time, as over a network. */
async function withDeadline<TResult>(milliseconds: number, work: () => Promise<TResult>): Promise<TResult> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(status(4, 'Deadline exceeded')), milliseconds);
    timer.unref();
  });
  try {
    return await Promise.race([work(), passed]);
  } finally {
    clearTimeout(timer);
  }
}
