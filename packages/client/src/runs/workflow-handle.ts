import { toMilliseconds } from '@tfn/core';
import { messageName } from '@tfn/core/internal';
import type { AnyMessageDef, Duration, WorkflowHandle } from '@tfn/core';
import type { CallInput, CallSubject } from '../errors/call-errors.ts';
import { callError } from '../errors/transport-errors.ts';
import { CallTimedOut } from '../transport.ts';
import type { CallOptions, ExecutionRef, SentMessage, Transport, WorkflowApi } from '../transport.ts';
import { toResultError, toUpdateError } from '../errors/workflow-failure.ts';

/** Which execution a handle is for. */
export interface HandleTarget {
  readonly transport: Transport;
  readonly ref: ExecutionRef;
  /** Such as "workflow 'processOrder'". */
  readonly what?: string;
  readonly workflowType?: string | undefined;
  readonly parseResult?: ((result: unknown) => Promise<unknown>) | undefined;
}

/** Makes a handle, without a request to Temporal. */
export function createHandle(target: HandleTarget): WorkflowHandle {
  const { transport, ref, what = 'workflow', workflowType, parseResult } = target;
  const { workflowId } = ref;
  const runId = ref.resultRunId ?? ref.runId;

  const call = <TResult>(
    verb: string,
    run: (api: WorkflowApi) => Promise<TResult>,
    { more = '', about, ...options }: HandleCall = {},
  ): Promise<TResult> =>
    transport.call({ action: `${verb} '${workflowId}'${more}`, workflowId, ...about }, run, options);

  const send = async (kind: MessageKind, given: Message, input: unknown): Promise<never> => {
    const { message, inputs } = toMessage(kind, given, input);
    const { name } = message;
    const updateId = crypto.randomUUID();
    const run = async (api: WorkflowApi): Promise<unknown> => {
      if (kind !== 'update') return api[kind](ref, message);
      try {
        return await api.update(ref, message, updateId);
      } catch (error) {
        throw await toUpdateError(error, { update: name, workflowId }, () => api.wasAccepted(ref, updateId));
      }
    };
    return (await call(kind, run, {
      more: ` with '${name}'`,
      about: { inputs, ...(kind === 'query' && { query: name }) },
      answerer: ANSWERERS[kind],
    })) as never;
  };

  return {
    workflowId,
    runId,

    async result({ timeout }: { timeout?: Duration } = {}): Promise<unknown> {
      const limit = timeout === undefined ? Infinity : toMilliseconds(timeout, 'timeout');
      const deadline = Date.now() + limit;
      for (;;) {
        try {
          const value = await call('get the result of', (api) => api.result(ref), {
            answerer: 'workflow',
            timeout: Math.min(Math.max(deadline - Date.now(), 0), LONGEST_WAIT),
          });
          return parseResult ? await parseResult(value) : value;
        } catch (error) {
          if (!(error instanceof CallTimedOut)) throw toResultError(error, { what, workflowId, runId, workflowType });
          if (Date.now() >= deadline)
            throw callError('TFN_RESULT_TIMEOUT', { what, workflowId, seconds: limit / 1000 });
        }
      }
    },

    signal: (signal: Message, payload?: unknown) => send('signal', signal, payload),
    query: (query: Message, input?: unknown) => send('query', query, input),
    update: (update: Message, input?: unknown) => send('update', update, input),
    cancel: () => call('cancel', (api) => api.cancel(ref)),
    terminate: (reason?: string) => call('terminate', (api) => api.terminate(ref, reason)),
    describe: () => call('describe', (api) => api.describe(ref)),
  };
}

/** Makes the message to send; without an input it has no argument. */
export function toMessage(
  kind: MessageKind,
  given: Message,
  input: unknown,
): { message: SentMessage; inputs: readonly CallInput[] } {
  const name = messageName(given);
  return {
    message: { name, args: input === undefined ? [] : [input] },
    inputs: [{ what: `the ${kind} '${name}'`, value: input }],
  };
}

// --- internal ---

type Message = AnyMessageDef | string;

type MessageKind = 'signal' | 'query' | 'update';

/** Options of one of a handle's calls. */
interface HandleCall extends CallOptions {
  /** Follows the id in the action. */
  readonly more?: string;
  readonly about?: Pick<CallSubject, 'inputs' | 'query'>;
}

/** Who answers each kind of message. */
const ANSWERERS = { signal: 'temporal', query: 'worker', update: 'workflow' } as const;

/** Milliseconds after which a wait for a result restarts: Temporal's client holds memory for each request until its call ends. */
const LONGEST_WAIT = 120_000;
