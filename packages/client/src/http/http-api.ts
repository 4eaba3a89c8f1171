import type { ExecutionId, WorkflowSummary } from '@tfn/core';
import { INVOKE_WORKFLOW_TYPE, fromWire, toText } from '@tfn/core/internal';
import type { Invocation, WirePayload } from '@tfn/core/internal';
import type { ExecutionRef, SentMessage, WorkflowApi } from '../transport.ts';
import { toFailureError, toSdkError, toWord } from './failures.ts';
import type { WireFailure } from './failures.ts';
import { createConverter, mapFields } from './payloads.ts';
import type { PayloadConverter, WireFields, WirePayloads } from './payloads.ts';
import { toStatusError } from './send.ts';
import { toStartRequest } from './start-request.ts';

/** What the API sends requests with. */
export interface HttpApiSettings {
  /** POSTs when there is a body. */
  request(path: string, body?: object): Promise<unknown>;
  readonly converter: PayloadConverter;
  readonly identity: string;
}

/** Makes the calls with Temporal's HTTP API. Like the SDK's handles, refs of its own starts do not fix the run. */
export function createHttpApi({ request, converter, identity }: HttpApiSettings): WorkflowApi {
  const ask = ({ workflowId }: Pick<ExecutionRef, 'workflowId'>, path: string, body?: object): Promise<Answer> =>
    request(`workflows/${toSegment(workflowId)}${path}`, body) as Promise<Answer>;
  // The request id makes a repeated request idempotent.
  const once = (): object => ({ identity, requestId: crypto.randomUUID() });
  const decodeFirst = async (payloads: WirePayloads | undefined): Promise<unknown> =>
    (await converter.decode(payloads))[0];
  const fail = async (name: string, message: string, { failure, ...more }: FailedWith): Promise<never> => {
    throw toSdkError(name, message, { ...more, cause: await toFailureError(failure, converter) });
  };

  /** Sends an update until the workflow has reached the stage. A repeated request with the same id waits for the same update. */
  const sendUpdate = async (
    ref: ExecutionRef,
    { message: { name, args }, updateId, stage }: { message: SentMessage; updateId: string; stage: number },
  ): Promise<Answer> => {
    const input = { args: await converter.encode(args) };
    for (;;) {
      const answer = await ask(ref, `/update/${toSegment(name)}`, {
        ...toChain(ref),
        waitPolicy: { lifecycleStage: stage },
        request: { meta: { updateId, identity }, input },
      });
      if (answer.outcome || (stage === ACCEPTED && /ACCEPTED|COMPLETED/.test(answer.stage ?? ''))) return answer;
    }
  };
  const toResult = async (outcome: Answer['outcome']): Promise<unknown> => {
    const { failure, success } = outcome ?? {};
    return failure ? fail('WorkflowUpdateFailedError', 'Workflow Update failed', { failure }) : decodeFirst(success);
  };

  const api: WorkflowApi = {
    async start(plan, how) {
      const { workflowId } = plan;
      const signal = how?.signal;
      const path = signal ? `/signal-with-start/${toSegment(signal.name)}` : '';
      const { runId, started } = await ask(plan, path, {
        ...(await toStartRequest(plan, converter, how)),
        ...once(),
      });
      return { workflowId, resultRunId: runId, firstRunId: !signal && started ? runId : undefined };
    },

    async findHolder(ref) {
      const { workflowExecutionInfo: info } = await ask(ref, `?execution.runId=${ref.runId ?? ''}`);
      const { type, execution, firstRunId, status } = info;
      const { runId } = execution;
      let functionName: string | undefined;
      if (type.name === INVOKE_WORKFLOW_TYPE) {
        // The input of the built-in workflow names the function.
        const { history } = await ask(ref, `/history?maximumPageSize=1&execution.runId=${runId}`);
        const input = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input;
        const invocation = (await decodeFirst(input).catch(() => undefined)) as Partial<Invocation> | undefined;
        functionName = invocation?.name;
      }
      const isOpen = /RUNNING|PAUSED|AS_NEW/.test(status);
      return { workflowType: type.name, functionName, runId, firstRunId, isOpen };
    },

    async result(ref) {
      let runId = ref.resultRunId ?? ref.runId;
      let token = '';
      for (;;) {
        const { history, nextPageToken = '' } = await ask(
          ref,
          `/history?waitNewEvent=true&historyEventFilterType=2&skipArchival=true&nextPageToken=${encodeURIComponent(token)}&execution.runId=${runId ?? ''}`,
        );
        const event = history?.events?.[0];
        token = event ? '' : nextPageToken;
        if (!event) continue;
        const closed = Object(Object.entries(event).find(([key]) => key.endsWith('Attributes'))?.[1]) as Closed;
        const { newExecutionRunId, result, retryState = '' } = closed;
        const end = event.eventType.slice('EVENT_TYPE_WORKFLOW_EXECUTION_'.length);
        if (newExecutionRunId) runId = newExecutionRunId;
        else if (end === 'COMPLETED') return decodeFirst(result);
        else
          await fail('WorkflowFailedError', `Workflow execution ${end.toLowerCase()}`, {
            failure: toFailure(end, closed),
            retryState: toWord(retryState),
          });
      }
    },

    async signal(ref, { name, args }) {
      const input = await converter.encode(args);
      await ask(ref, `/signal/${toSegment(name)}`, { ...toRun(ref), ...once(), input });
    },

    async query({ runId, ...ref }, { name, args }) {
      const queryArgs = await converter.encode(args);
      const body = { execution: { runId }, query: { queryArgs } };
      return decodeFirst((await ask(ref, `/query/${toSegment(name)}`, body)).queryResult);
    },

    async update(ref, message, updateId) {
      return toResult((await sendUpdate(ref, { message, updateId, stage: COMPLETED })).outcome);
    },

    async startUpdate(ref, message, updateId) {
      const { outcome, updateRef } = await sendUpdate(ref, { message, updateId, stage: ACCEPTED });
      const run = { ...ref, ...updateRef?.workflowExecution };
      // A rejected update has an outcome as well.
      if (outcome?.failure && !(await api.wasAccepted(run, updateId))) await toResult(outcome);
      return { result: (later) => (outcome ? toResult(outcome) : later.update(run, message, updateId)) };
    },

    async updateWithStart() {
      throw toStatusError(12, "Temporal's HTTP API has no update-with-start; use a client over gRPC");
    },

    async wasAccepted(ref, updateId) {
      try {
        for (let token = ''; ;) {
          const path = `/history-reverse?nextPageToken=${encodeURIComponent(token)}&execution.runId=${ref.runId ?? ''}`;
          const { history, nextPageToken } = await ask(ref, path);
          for (const event of history?.events ?? [])
            if (event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.meta?.updateId === updateId)
              return true;
          if (!nextPageToken) return false;
          token = nextPageToken;
        }
      } catch {
        // It may have.
        return true;
      }
    },

    async cancel(ref) {
      await ask(ref, '/cancel', { ...toChain(ref), ...once() });
    },

    async terminate(ref, reason) {
      await ask(ref, '/terminate', { ...toChain(ref), identity, reason });
    },

    async describe(ref) {
      const { workflowExecutionInfo: info } = await ask(ref, `?execution.runId=${ref.runId ?? ''}`);
      const decode = (payload: object): Promise<unknown> => decodeFirst({ payloads: [payload] });
      const { memo, searchAttributes, parentExecution: parent, rootExecution: root } = info;
      return {
        ...toSummary(info),
        memo: await mapFields(memo?.fields ?? {}, decode),
        searchAttributes: await mapFields(searchAttributes?.indexedFields ?? {}, toSearchValues),
        parent,
        root,
      };
    },

    async list(query = '', next = '') {
      const path = `workflows?query=${encodeURIComponent(query)}&nextPageToken=${encodeURIComponent(next as string)}`;
      const { executions = [], nextPageToken } = (await request(path)) as Answer;
      return { items: executions.map(toSummary), next: nextPageToken || undefined };
    },
  };
  return api;
}

// --- internal ---

/** Temporal's numbers for the stages of an update. */
const ACCEPTED = 2;
const COMPLETED = 3;

/** Codecs do not encode search attributes. */
async function toSearchValues(payload: WirePayload): Promise<unknown[]> {
  const [value] = await createConverter().decode({ payloads: [payload] });
  const isDate = toText(fromWire(payload).metadata?.['type']) === 'Datetime';
  return [value].flat().map((one) => (isDate ? new Date(one as string) : one));
}

/** The fields of Temporal's answers. */
interface Answer {
  readonly runId: string;
  /** Whether this request started it. */
  readonly started?: boolean;
  readonly history?: { readonly events?: readonly WireEvent[] };
  readonly nextPageToken?: string;
  readonly queryResult?: WirePayloads;
  readonly stage?: string;
  readonly updateRef?: { readonly workflowExecution?: ExecutionId };
  readonly outcome?: { readonly success?: WirePayloads; readonly failure?: WireFailure };
  readonly workflowExecutionInfo: WireInfo;
  readonly executions?: readonly WireInfo[];
}

/** Has one more field, named after its type, which holds its attributes. */
interface WireEvent {
  readonly eventType: string;
  readonly workflowExecutionStartedEventAttributes?: { readonly input?: WirePayloads };
  readonly workflowExecutionUpdateAcceptedEventAttributes?: {
    readonly acceptedRequest?: { readonly meta?: { readonly updateId?: string } };
  };
}

/** The attributes of the events that close a run. */
interface Closed {
  readonly newExecutionRunId?: string;
  readonly result?: WirePayloads;
  readonly failure?: WireFailure;
  readonly details?: WirePayloads;
  readonly reason?: string;
  readonly retryState?: string;
}

interface FailedWith {
  readonly failure: WireFailure;
  readonly retryState?: string;
}

/** Temporal's WorkflowExecutionInfo. */
interface WireInfo {
  readonly execution: { readonly workflowId: string; readonly runId: string };
  readonly firstRunId?: string;
  readonly parentExecution?: ExecutionId;
  readonly rootExecution?: ExecutionId;
  readonly searchAttributes?: { readonly indexedFields?: WireFields };
  readonly type: { readonly name: string };
  readonly taskQueue?: string;
  readonly status: string;
  readonly startTime: string;
  readonly closeTime?: string;
  /** A string: it has 64 bits. */
  readonly historyLength?: string;
  readonly memo?: { readonly fields?: WireFields };
}

function toRun({ runId }: ExecutionRef): object {
  return { workflowExecution: { runId } };
}

function toChain(ref: ExecutionRef): object {
  return { ...toRun(ref), firstExecutionRunId: ref.firstRunId };
}

/** Encodes a segment of a path. Segments of dots would be resolved away; a slash makes Temporal answer that there is no such route. */
function toSegment(text: string): string {
  return encodeURIComponent(/^\.\.?$/.test(text) ? '/' : text);
}

/** Why a run closed without completing; for some closings Temporal sends no failure. */
function toFailure(end: string, { failure, details, reason }: Closed): WireFailure {
  if (failure) return failure;
  if (end === 'CANCELED') return { message: 'Workflow canceled', ...{ canceledFailureInfo: { details } } };
  if (end === 'TERMINATED')
    return { message: reason || 'Workflow execution terminated', ...{ terminatedFailureInfo: {} } };
  return { message: 'Workflow execution timed out', ...{ timeoutFailureInfo: { timeoutType: 'START_TO_CLOSE' } } };
}

function toSummary(info: WireInfo): WorkflowSummary {
  const { execution, type, taskQueue = '', status, startTime, closeTime, historyLength = 0 } = info;
  return {
    ...execution,
    workflowType: type.name,
    taskQueue,
    status: toWord(status).toLowerCase().replace('canceled', 'cancelled').replaceAll('_', '-') as never,
    startTime: new Date(startTime),
    closeTime: closeTime === undefined ? undefined : new Date(closeTime),
    historyLength: Number(historyLength),
  };
}
