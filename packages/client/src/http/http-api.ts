import type { WorkflowSummary } from '@tfn/core';
import type { ExecutionRef, WorkflowApi } from '../transport.ts';
import { toFailureError, toSdkError, toWord } from './failures.ts';
import type { WireFailure } from './failures.ts';
import type { PayloadConverter, WireFields, WirePayloads } from './payloads.ts';
import { toStartRequest } from './start-request.ts';

/** What the API needs to ask of Temporal. */
export interface HttpApiSettings {
  /** POSTs when there is a body. */
  request(path: string, body?: object): Promise<unknown>;
  readonly converter: PayloadConverter;
  readonly identity: string;
}

/** What our client needs of Temporal, by its HTTP API. Refs of its own starts leave the run open, as handles of the SDK do. */
export function createHttpApi({ request, converter, identity }: HttpApiSettings): WorkflowApi {
  const ask = ({ workflowId }: ExecutionRef, path = '', body?: object): Promise<unknown> =>
    request(`workflows/${toSegment(workflowId)}${path}`, body);
  // Sent again, the same request does nothing anew.
  const once = (): object => ({ identity, requestId: crypto.randomUUID() });

  return {
    async start(plan, signal) {
      const ref = { workflowId: plan.workflowId };
      const body = { ...(await toStartRequest(plan, converter)), ...once() };
      const path = signal && `/signal-with-start/${toSegment(signal.name)}`;
      const signalInput = signal && (await converter.encode(signal.args));
      const { runId, started } = (await ask(ref, path, signal ? { ...body, signalInput } : body)) as Started;
      return { ...ref, resultRunId: runId, firstRunId: !signal && started ? runId : undefined };
    },

    async result(ref) {
      let runId = ref.resultRunId ?? ref.runId;
      let token = '';
      for (;;) {
        const query = `waitNewEvent=true&historyEventFilterType=2&skipArchival=true&nextPageToken=${encodeURIComponent(token)}&execution.runId=${runId ?? ''}`;
        const { history, nextPageToken } = (await ask(ref, `/history?${query}`)) as HistoryPage;
        const event = history?.events?.[0];
        token = event ? '' : (nextPageToken ?? '');
        if (!event) continue;
        const [, closed = {}] = Object.entries(event).find(([key]) => key.endsWith('Attributes')) as [string, Closed];
        const { newExecutionRunId, result, retryState } = closed;
        if (newExecutionRunId) {
          runId = newExecutionRunId;
          continue;
        }
        const end = event.eventType.slice('EVENT_TYPE_WORKFLOW_EXECUTION_'.length);
        if (end === 'COMPLETED') return (await converter.decode(result))[0];
        throw toSdkError('WorkflowFailedError', `Workflow execution ${end.toLowerCase()}`, {
          cause: await toFailureError(toFailure(end, closed), converter),
          retryState: toWord(retryState ?? ''),
        });
      }
    },

    async signal(ref, { name, args }) {
      const input = await converter.encode(args);
      await ask(ref, `/signal/${toSegment(name)}`, { ...toExecution(ref), ...once(), input });
    },

    async query(ref, { name, args }) {
      const { queryResult } = (await ask(ref, `/query/${toSegment(name)}`, {
        execution: { runId: ref.runId },
        query: { queryArgs: await converter.encode(args) },
      })) as { queryResult?: WirePayloads };
      return (await converter.decode(queryResult))[0];
    },

    async update(ref, { name, args }, updateId) {
      const input = { args: await converter.encode(args) };
      for (;;) {
        // Sent again, the same id waits for the same update.
        const { outcome } = (await ask(ref, `/update/${toSegment(name)}`, {
          ...toChain(ref),
          waitPolicy: { lifecycleStage: 3 },
          request: { meta: { updateId, identity }, input },
        })) as { outcome?: Outcome };
        if (outcome?.failure)
          throw toSdkError('WorkflowUpdateFailedError', 'Workflow Update failed', {
            cause: await toFailureError(outcome.failure, converter),
          });
        if (outcome) return (await converter.decode(outcome.success))[0];
      }
    },

    async wasAccepted(ref, updateId) {
      try {
        return JSON.stringify(await ask(ref, '/history-reverse')).includes(updateId);
      } catch {
        return false;
      }
    },

    async cancel(ref) {
      await ask(ref, '/cancel', { ...toChain(ref), ...once() });
    },

    async terminate(ref, reason) {
      await ask(ref, '/terminate', { ...toChain(ref), identity, reason });
    },

    async describe(ref) {
      const { workflowExecutionInfo: info } = (await ask(ref, `?execution.runId=${ref.runId ?? ''}`)) as {
        workflowExecutionInfo: WireInfo;
      };
      return { ...toSummary(info), memo: await converter.decodeFields(info.memo?.fields ?? {}) };
    },

    async list(query = '', next = '') {
      const { executions = [], nextPageToken } = (await request(
        `workflows?query=${encodeURIComponent(query)}&nextPageToken=${encodeURIComponent(next as string)}`,
      )) as { executions?: readonly WireInfo[]; nextPageToken?: string };
      return { items: executions.map(toSummary), next: nextPageToken || undefined };
    },
  };
}

// --- internal ---

interface Started {
  readonly runId: string;
  /** Whether there was none before. */
  readonly started?: boolean;
}

interface HistoryPage {
  readonly history?: { readonly events?: readonly { readonly eventType: string }[] };
  readonly nextPageToken?: string;
}

/** The attributes of the events that end a run. */
interface Closed {
  readonly newExecutionRunId?: string;
  readonly result?: WirePayloads;
  readonly failure?: WireFailure;
  readonly details?: WirePayloads;
  readonly reason?: string;
  readonly retryState?: string;
}

interface Outcome {
  readonly success?: WirePayloads;
  readonly failure?: WireFailure;
}

/** Temporal's WorkflowExecutionInfo. */
interface WireInfo {
  readonly execution: { readonly workflowId: string; readonly runId: string };
  readonly type: { readonly name: string };
  readonly taskQueue?: string;
  readonly status: string;
  readonly startTime: string;
  readonly closeTime?: string;
  /** A string: it has 64 bits. */
  readonly historyLength?: string;
  readonly memo?: { readonly fields?: WireFields };
}

function toExecution({ runId }: ExecutionRef): object {
  return { workflowExecution: { runId } };
}

function toChain(ref: ExecutionRef): object {
  return { ...toExecution(ref), firstExecutionRunId: ref.firstRunId };
}

/** A part of a path. One of dots alone would be resolved away; a slash leads to no route. */
function toSegment(text: string): string {
  return encodeURIComponent(/^\.\.?$/.test(text) ? '/' : text);
}

/** Why a run ended that did not complete; of some ends Temporal says it without a failure. */
function toFailure(end: string, { failure, details, reason }: Closed): WireFailure {
  if (failure) return failure;
  if (end === 'CANCELED') return { message: 'Workflow canceled', ...{ canceledFailureInfo: { details } } };
  if (end === 'TERMINATED')
    return { message: reason || 'Workflow execution terminated', ...{ terminatedFailureInfo: {} } };
  return { message: 'Workflow execution timed out', ...{ timeoutFailureInfo: { timeoutType: 'START_TO_CLOSE' } } };
}

function toSummary(info: WireInfo): WorkflowSummary {
  const { execution, type, taskQueue = '', status, startTime, closeTime, historyLength } = info;
  return {
    ...execution,
    workflowType: type.name,
    taskQueue,
    status: toWord(status).toLowerCase().replace('canceled', 'cancelled').replaceAll('_', '-') as never,
    startTime: new Date(startTime),
    closeTime: closeTime === undefined ? undefined : new Date(closeTime),
    historyLength: Number(historyLength ?? 0),
  };
}
