import { messageName, toMilliseconds } from '@tfn/core';
import type { AnyMessageDef, Duration, WorkflowHandle } from '@tfn/core';
import type { WorkflowHandle as TemporalHandle } from '@temporalio/client';
import type { CallOptions, TemporalConnection } from './connection.ts';
import { clientError } from './errors.ts';
import { CallTimedOut } from './grpc-status.ts';
import { assertSendable, toCallError, toQueryError, toUpdateError } from './message-errors.ts';
import type { CallSubject } from './message-errors.ts';
import { toDescription } from './workflow-description.ts';
import { toResultError } from './workflow-failure.ts';

/** Which execution a handle is for. */
export interface HandleTarget {
  readonly connection: TemporalConnection;
  readonly workflowId: string;
  readonly runId?: string | undefined;
  /** Temporal's handle, when a start gave one. */
  readonly started?: TemporalHandle | undefined;
  /** Such as "workflow 'processOrder'". */
  readonly what?: string;
  readonly workflowType?: string | undefined;
  readonly parseResult?: ((result: unknown) => Promise<unknown>) | undefined;
}

/** Makes a handle; asks nothing of Temporal. */
export function createHandle(target: HandleTarget): WorkflowHandle {
  const { connection, workflowId, runId, what = 'workflow', workflowType, parseResult } = target;
  const end = { what, workflowId, runId, workflowType };

  const call = async <TResult>(
    subject: Omit<CallSubject, 'workflowId'>,
    run: (handle: TemporalHandle) => Promise<TResult>,
    { explain = (error) => error, ...options }: CallOptions = {},
  ): Promise<TResult> => {
    assertSendable(subject.inputs);
    return connection.call((temporal) => run(target.started ?? temporal.workflow.getHandle(workflowId, runId)), {
      ...options,
      explain: (error, namespace) => toCallError(explain(error, namespace), { ...subject, workflowId }, namespace),
    });
  };

  return {
    workflowId,
    runId,

    async result({ timeout }: { timeout?: Duration } = {}) {
      const limit = timeout === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(timeout, 'timeout');
      const deadline = Date.now() + limit;
      const wait = (): Promise<unknown> =>
        call({ action: `get the result of '${workflowId}'`, inputs: [] }, (handle) => handle.result(), {
          answerer: 'workflow',
          timeout: Math.min(Math.max(deadline - Date.now(), 0), LONGEST_WAIT),
          explain: (error) => toResultError(error, end),
        });
      for (;;) {
        try {
          const result = await wait();
          return parseResult === undefined ? result : await parseResult(result);
        } catch (error) {
          if (!(error instanceof CallTimedOut)) throw error;
          if (Date.now() >= deadline)
            throw clientError('TFN_RESULT_TIMEOUT', { what, workflowId, seconds: limit / 1000 });
        }
      }
    },

    async signal(signal: AnyMessageDef | string, payload?: unknown) {
      const name = messageName(signal);
      const inputs = [{ what: `the signal '${name}'`, value: payload }];
      await call({ action: `signal '${workflowId}' with '${name}'`, inputs }, (handle) =>
        handle.signal(name, ...toArgs(payload)),
      );
    },

    async query(query: AnyMessageDef | string, input?: unknown) {
      const name = messageName(query);
      const inputs = [{ what: `the query '${name}'`, value: input }];
      return call(
        { action: `query '${workflowId}' for '${name}'`, inputs },
        (handle) => handle.query<never, unknown[]>(name, ...toArgs(input)),
        { answerer: 'worker', explain: (error) => toQueryError(error, { query: name, workflowId }) },
      );
    },

    async update(update: AnyMessageDef | string, input?: unknown) {
      const name = messageName(update);
      const inputs = [{ what: `the update '${name}'`, value: input }];
      const updateId = crypto.randomUUID();
      const send = async (handle: TemporalHandle): Promise<never> => {
        try {
          return await handle.executeUpdate<never, [unknown]>(name, { updateId, args: toArgs(input) as [unknown] });
        } catch (error) {
          throw await toUpdateError(error, { update: name, workflowId }, () => wasAccepted(handle, updateId));
        }
      };
      return call({ action: `update '${workflowId}' with '${name}'`, inputs }, send, {
        answerer: 'workflow',
      });
    },

    async cancel() {
      await call({ action: `cancel '${workflowId}'`, inputs: [] }, (handle) => handle.cancel());
    },

    async terminate(reason?: string) {
      await call({ action: `terminate '${workflowId}'`, inputs: [] }, (handle) => handle.terminate(reason));
    },

    async describe() {
      return toDescription(
        await call({ action: `describe '${workflowId}'`, inputs: [] }, (handle) => handle.describe()),
      );
    },
  };
}

/** Calls without an input send no argument. */
export function toArgs(input: unknown): unknown[] {
  return input === undefined ? [] : [input];
}

// --- internal ---

/** After this many milliseconds a wait for a result begins anew: Temporal's client keeps something of each request until a call ends. */
const LONGEST_WAIT = 120_000;

/** Temporal keeps the outcome of an update that the workflow accepted, and nothing of one that it rejected. */
async function wasAccepted(handle: TemporalHandle, updateId: string): Promise<boolean> {
  const { connection, options } = handle.client;
  try {
    await connection.workflowService.pollWorkflowExecutionUpdate({
      namespace: options.namespace,
      updateRef: { workflowExecution: { workflowId: handle.workflowId }, updateId },
    });
    return true;
  } catch {
    return false;
  }
}
