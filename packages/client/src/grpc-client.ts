import { isTfnError, kindOf, messageName } from '@tfn/core';
import type {
  AnyMessageDef,
  AnyRunnable,
  AnyTarget,
  Client,
  InvokeOptions,
  StartOptions,
  WorkflowHandle,
} from '@tfn/core';
import { assertNodeVersion } from '@tfn/core/internal';
import type { Client as TemporalClient, WorkflowHandle as TemporalHandle } from '@temporalio/client';
import type { ClientOptions } from './client-options.ts';
import { createConnection } from './connection.ts';
import { clientError } from './errors.ts';
import { isNamed } from './grpc-status.ts';
import { listWorkflows } from './list-workflows.ts';
import { assertSendable, toCallError } from './message-errors.ts';
import { toResultParser } from './parse-result.ts';
import { planStart } from './plan-start.ts';
import type { StartPlan } from './plan-start.ts';
import { createHandle, toArgs } from './workflow-handle.ts';

/** The client over gRPC: what every client of ours can do, and Temporal's own client beneath it. */
export interface TfnClient<TModule = unknown> extends Client<TModule> {
  /** Temporal's own client, for the same place. Loaded when first asked for. @throws {TfnError} TFN_CLIENT_CLOSED, TFN_CLIENT_CONFIG */
  readonly temporal: TemporalClient;
  /** Where workflows start whose definition and call name no task queue. */
  readonly taskQueue: string;
}

/** What `createClient` loads when it is called. @throws {TfnError} TFN_NODE_TOO_OLD, TFN_DURATION_INVALID */
export function createGrpcClient<TModule>(options: ClientOptions): TfnClient<TModule> {
  assertNodeVersion();
  const { taskQueue = 'default' } = options;
  const connection = createConnection(options);

  const send = async (
    { workflowId, what, name, workflowType, def, inputs, options: { workflowIdConflictPolicy } }: StartPlan,
    run: (temporal: TemporalClient) => Promise<StartedHandle>,
  ): Promise<WorkflowHandle> => {
    assertSendable(inputs);
    const explain = (error: unknown, namespace: string): unknown =>
      isNamed(error, 'WorkflowExecutionAlreadyStartedError')
        ? clientError('TFN_WORKFLOW_EXISTS', { workflowId, name }, error)
        : toCallError(error, { action: `start the ${what}`, workflowId, inputs }, namespace);
    const started = await connection.call(run, { explain }).catch((error: unknown) => {
      // One that has closed: its handle gives its result.
      if (isTfnError(error) && error.code === 'TFN_WORKFLOW_EXISTS' && workflowIdConflictPolicy === 'USE_EXISTING')
        return undefined;
      throw error;
    });
    return createHandle({
      ...{ connection, workflowId, what, workflowType, started },
      runId: started?.firstExecutionRunId ?? started?.signaledRunId,
      parseResult: toResultParser(def, workflowId),
    });
  };

  const start = async (
    target: AnyTarget,
    input?: unknown,
    startOptions: StartOptions = {},
  ): Promise<WorkflowHandle> => {
    const plan = await planStart({ target, input, options: startOptions, taskQueue });
    return send(plan, (temporal) => temporal.workflow.start(plan.workflowType, plan.options));
  };

  const getHandle = (first: AnyRunnable | string, second?: string, third?: string): WorkflowHandle => {
    if (typeof first === 'string') return createHandle({ connection, workflowId: first, runId: second });
    const workflowId = second as string;
    return createHandle({
      ...{ connection, workflowId, runId: third, what: `${kindOf(first)} '${first.name}'`, workflowType: first.name },
      parseResult: toResultParser(first, workflowId),
    });
  };

  const client = {
    taskQueue,

    // A getter: to ask for it is what loads it.
    get temporal(): TemporalClient {
      return connection.open().temporal;
    },

    start,

    async invoke(
      target: AnyTarget,
      input?: unknown,
      { timeout, ...startOptions }: InvokeOptions = {},
    ): Promise<unknown> {
      const handle = await start(target, input, startOptions);
      return handle.result(timeout === undefined ? {} : { timeout });
    },

    async signalWithStart(
      target: AnyTarget,
      {
        signal,
        payload,
        input,
        ...startOptions
      }: StartOptions & { signal: Message; payload?: unknown; input?: unknown },
    ): Promise<WorkflowHandle> {
      const plan = await planStart({ target, input, options: startOptions, taskQueue });
      const sent = { what: `the signal '${messageName(signal)}'`, value: payload };
      return send({ ...plan, inputs: [...plan.inputs, sent] }, (temporal) =>
        temporal.workflow.signalWithStart(plan.workflowType, {
          ...plan.options,
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          signal: messageName(signal),
          signalArgs: toArgs(payload),
        }),
      );
    },

    getHandle,
    signal: (workflowId: string, signal: string, payload?: unknown) => getHandle(workflowId).signal(signal, payload),
    query: (workflowId: string, query: string, input?: unknown) => getHandle(workflowId).query(query, input),
    update: (workflowId: string, update: string, input?: unknown) => getHandle(workflowId).update(update, input),
    cancel: (workflowId: string) => getHandle(workflowId).cancel(),
    terminate: (workflowId: string, reason?: string) => getHandle(workflowId).terminate(reason),
    list: (query?: string) => listWorkflows(connection, query),
    close: () => connection.close(),
  };
  // The generic signatures of the interface say of names and definitions what these implementations need not know.
  return client as unknown as TfnClient<TModule>;
}

// --- internal ---

type Message = AnyMessageDef | string;

/** Temporal's handle, with the run that the start made or found. */
type StartedHandle = TemporalHandle & { readonly firstExecutionRunId?: string; readonly signaledRunId?: string };
