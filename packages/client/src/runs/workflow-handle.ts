import { toMilliseconds } from '@tfn/core';
import type { AnyMessageDef, Duration, UpdateHandle, UpdateOptions, WorkflowHandle } from '@tfn/core';
import { assertNames } from '@tfn/core/internal';
import type { CallSubject } from '../errors/call-errors.ts';
import { callError } from '../errors/transport-errors.ts';
import { CallTimedOut } from '../transport.ts';
import type { CallOptions, ExecutionRef, Transport, WorkflowApi } from '../transport.ts';
import { toResultError } from '../errors/workflow-failure.ts';
import { sendUpdate, startUpdate } from './send-update.ts';
import { toMessage } from './to-message.ts';

/** Which execution a handle is for. */
export interface HandleTarget {
  readonly transport: Transport;
  readonly ref: ExecutionRef;
  /** Such as "workflow 'processOrder'". */
  readonly what?: string;
  readonly workflowType?: string | undefined;
}

/** Makes a handle, without a request to Temporal. */
export function createHandle(target: HandleTarget): WorkflowHandle {
  const { transport, ref, what = 'workflow', workflowType } = target;
  const { workflowId } = ref;
  const runId = ref.resultRunId ?? ref.runId;

  const call = <TResult>(
    verb: string,
    run: (api: WorkflowApi) => Promise<TResult>,
    { more = '', about, ...options }: HandleCall = {},
  ): Promise<TResult> =>
    transport.call({ action: `${verb} '${workflowId}'${more}`, workflowId, ...about }, run, options);

  const send = async (kind: 'signal' | 'query', given: Message, input: unknown): Promise<never> => {
    const { message, inputs } = toMessage(kind, given, input);
    const { name } = message;
    return (await call<unknown>(kind, (api) => api[kind](ref, message), {
      more: ` with '${name}'`,
      about: { inputs, ...(kind === 'query' && { query: name }) },
      answerer: kind === 'query' ? 'worker' : 'temporal',
    })) as never;
  };

  return {
    workflowId,
    runId,
    eagerlyStarted: ref.eagerlyStarted === true,

    async result(options: { timeout?: Duration } = {}): Promise<unknown> {
      assertNames('handle.result', options, { known: ['timeout'] });
      const { timeout } = options;
      const limit = timeout === undefined ? Infinity : toMilliseconds(timeout, 'timeout');
      const deadline = Date.now() + limit;
      for (;;) {
        try {
          return await call('get the result of', (api) => api.result(ref), {
            answerer: 'workflow',
            timeout: Math.min(Math.max(deadline - Date.now(), 0), LONGEST_WAIT),
          });
        } catch (error) {
          if (!(error instanceof CallTimedOut)) throw toResultError(error, { what, workflowId, runId, workflowType });
          if (Date.now() >= deadline)
            throw callError('TFN_RESULT_TIMEOUT', { what, workflowId, seconds: limit / 1000 });
        }
      }
    },

    signal: (signal: Message, payload?: unknown) => send('signal', signal, payload),
    query: (query: Message, input?: unknown) => send('query', query, input),
    update: (...args: UpdateArgs): Promise<never> => sendUpdate({ ref, call }, ...args) as Promise<never>,
    startUpdate: (...args: UpdateArgs): Promise<UpdateHandle<never>> =>
      startUpdate({ ref, call }, ...args) as Promise<UpdateHandle<never>>,
    cancel: () => call('cancel', (api) => api.cancel(ref)),
    terminate: (reason?: string) => call('terminate', (api) => api.terminate(ref, reason)),
    describe: () => call('describe', (api) => api.describe(ref)),
  };
}

// --- internal ---

type Message = AnyMessageDef | string;

type UpdateArgs = readonly [Message, unknown?, UpdateOptions?];

/** Options of one of a handle's calls. */
interface HandleCall extends CallOptions {
  /** Follows the id in the action. */
  readonly more?: string;
  readonly about?: Pick<CallSubject, 'inputs' | 'query'>;
}

/** Milliseconds after which a wait for a result restarts: Temporal's client holds memory for each request until its call ends. */
const LONGEST_WAIT = 120_000;
