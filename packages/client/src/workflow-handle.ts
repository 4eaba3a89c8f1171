import { messageName, toMilliseconds } from '@tfn/core';
import type { AnyMessageDef, Duration, WorkflowHandle } from '@tfn/core';
import type { CallInput } from './call-errors.ts';
import { clientError } from './errors.ts';
import { CallTimedOut } from './transport.ts';
import type { CallOptions, ExecutionRef, SentMessage, Transport, WorkflowApi } from './transport.ts';
import { toResultError, toUpdateError } from './workflow-failure.ts';

/** Which execution a handle is for. */
export interface HandleTarget {
  readonly transport: Transport;
  readonly ref: ExecutionRef;
  /** Such as "workflow 'processOrder'". */
  readonly what?: string;
  readonly workflowType?: string | undefined;
  readonly parseResult?: ((result: unknown) => Promise<unknown>) | undefined;
}

/** Makes a handle; asks nothing of Temporal. */
export function createHandle(target: HandleTarget): WorkflowHandle {
  const { transport, ref, what = 'workflow', workflowType, parseResult } = target;
  const { workflowId } = ref;
  const runId = ref.resultRunId ?? ref.runId;

  const call = <TResult>(
    action: string,
    run: (api: WorkflowApi) => Promise<TResult>,
    { inputs, query, ...options }: CallOptions & { inputs?: readonly CallInput[]; query?: string } = {},
  ): Promise<TResult> =>
    transport.call(
      { action, workflowId, ...(inputs && { inputs }), ...(query !== undefined && { query }) },
      run,
      options,
    );

  const result = async ({ timeout }: { timeout?: Duration } = {}): Promise<unknown> => {
    const limit = timeout === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(timeout, 'timeout');
    const deadline = Date.now() + limit;
    for (;;) {
      try {
        const value = await call(`get the result of '${workflowId}'`, (api) => api.result(ref), {
          answerer: 'workflow',
          timeout: Math.min(Math.max(deadline - Date.now(), 0), LONGEST_WAIT),
        });
        return parseResult === undefined ? value : await parseResult(value);
      } catch (error) {
        if (!(error instanceof CallTimedOut)) throw toResultError(error, { what, workflowId, runId, workflowType });
        if (Date.now() >= deadline)
          throw clientError('TFN_RESULT_TIMEOUT', { what, workflowId, seconds: limit / 1000 });
      }
    }
  };

  return {
    workflowId,
    runId,
    result,

    async signal(signal: Message, payload?: unknown) {
      const { message, inputs } = toMessage('signal', signal, payload);
      await call(`signal '${workflowId}' with '${message.name}'`, (api) => api.signal(ref, message), { inputs });
    },

    async query(query: Message, input?: unknown) {
      const { message, inputs } = toMessage('query', query, input);
      return (await call(`query '${workflowId}' for '${message.name}'`, (api) => api.query(ref, message), {
        ...{ inputs, answerer: 'worker', query: message.name },
      })) as never;
    },

    async update(update: Message, input?: unknown) {
      const { message, inputs } = toMessage('update', update, input);
      const updateId = crypto.randomUUID();
      const send = async (api: WorkflowApi): Promise<unknown> => {
        try {
          return await api.update(ref, message, updateId);
        } catch (error) {
          const details = { update: message.name, workflowId };
          throw await toUpdateError(error, details, () => api.wasAccepted(ref, updateId));
        }
      };
      const action = `update '${workflowId}' with '${message.name}'`;
      return (await call(action, send, { inputs, answerer: 'workflow' })) as never;
    },

    cancel: () => call(`cancel '${workflowId}'`, (api) => api.cancel(ref)),
    terminate: (reason?: string) => call(`terminate '${workflowId}'`, (api) => api.terminate(ref, reason)),
    describe: () => call(`describe '${workflowId}'`, (api) => api.describe(ref)),
  };
}

/** A message as it goes out: without an input it has no argument. */
export function toMessage(
  kind: string,
  message: Message,
  input: unknown,
): { message: SentMessage; inputs: readonly CallInput[] } {
  const name = messageName(message);
  return {
    message: { name, args: input === undefined ? [] : [input] },
    inputs: [{ what: `the ${kind} '${name}'`, value: input }],
  };
}

// --- internal ---

type Message = AnyMessageDef | string;

/** After this many milliseconds a wait for a result begins anew: Temporal's client keeps something of each request until a call ends. */
const LONGEST_WAIT = 120_000;
