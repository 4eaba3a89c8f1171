/**
 * The part of Temporal's own client that ours uses, over the memory engine: the same errors by the same names, so that ours reports
 * them in the same words.
 */
import type { Payload } from '@temporalio/common';
import { toMilliseconds } from '@tfn/core';
import type { Duration } from '@tfn/core';
import { NAMESPACE } from '../run-spec.ts';
import type { RunSpec } from '../run-spec.ts';
import type { MemoryServer, RunHandle } from '../memory-server.ts';
import type { RetryPolicyMessage } from '../protocol.ts';
import { fromFailure, fromPayloads, toPayloads } from '../workflow/sdk-sandbox.ts';
import type { Wire } from '../wire.ts';
import type { WorkflowRun } from '../workflow/workflow-run.ts';
import { matchesQuery } from './list-filter.ts';
import type { Execution } from '../../engine.ts';

/** Start options, as the SDK names them; durations in milliseconds. */
export interface StartOptions {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly args: readonly unknown[];
  readonly workflowIdConflictPolicy?: string;
  readonly workflowIdReusePolicy?: string;
  readonly workflowExecutionTimeout?: number;
  readonly workflowRunTimeout?: number;
  readonly startDelay?: number;
  readonly retry?: {
    readonly maximumAttempts?: number;
    readonly initialInterval?: number | string;
    readonly backoffCoefficient?: number;
    readonly maximumInterval?: number | string;
    readonly nonRetryableErrorTypes?: readonly string[];
  };
  readonly memo?: Record<string, unknown>;
  readonly searchAttributes?: Record<string, unknown>;
}

interface SignalOptions extends StartOptions {
  readonly signal: string;
  readonly signalArgs: readonly unknown[];
}

/** Makes the client. It has only what ours calls. */
export function createTemporalClient(server: MemoryServer): object {
  const updates = new Map<string, Promise<unknown>>();
  const { wire } = server;

  const send = (values: readonly unknown[]): Promise<Payload[]> => wire.encode(toPayloads(values));
  const sendStart = ({ args, memo = {} }: StartOptions): Promise<Sent> => {
    const fields = Object.entries(memo).map(([key, value]) => [key, toPayloads([value])[0] as Payload]);
    return wire.encode({ input: toPayloads(args), memo: Object.fromEntries(fields) as Sent['memo'] });
  };

  const find = (execution: Execution): RunHandle => {
    const found = server.find(execution);
    if (found === undefined) throw named('WorkflowNotFoundError', `workflow not found for ID: ${execution.workflowId}`);
    return found;
  };

  const findOpen = async (execution: Execution): Promise<RunHandle> => {
    for (;;) {
      const found = find(execution);
      // The answer may be its end.
      await found.run.settled();
      if (found.isOpen()) return found;
      if (server.find(execution)?.run === found.run)
        throw named('WorkflowNotFoundError', 'workflow execution already completed');
    }
  };

  const open = (workflowType: string, options: StartOptions, sent: Sent): { run: WorkflowRun; isNew: boolean } => {
    const { workflowId, workflowIdConflictPolicy, workflowIdReusePolicy } = options;
    const existing = server.find({ workflowId });
    if (existing?.isOpen()) {
      if (workflowIdConflictPolicy === 'USE_EXISTING') return { run: existing.run, isNew: false };
      if (workflowIdConflictPolicy !== 'TERMINATE_EXISTING') throw alreadyStarted(workflowId);
      void existing.terminate('TerminateIfRunning WorkflowIdConflictPolicy');
    } else if (existing !== undefined && workflowIdReusePolicy === 'REJECT_DUPLICATE') throw alreadyStarted(workflowId);
    const { workflowRunTimeout, workflowExecutionTimeout, retry, searchAttributes = {} } = options;
    const run = server.start({
      workflowId,
      workflowType,
      ...sent,
      taskQueue: options.taskQueue,
      searchAttributes,
      retryPolicy: retry && toRetryPolicy(retry),
      runTimeout: workflowRunTimeout,
      executionTimeout: workflowExecutionTimeout,
      delay: options.startDelay,
    });
    return { run, isNew: true };
  };

  const getHandle = (workflowId: string, runId?: string): Record<string, unknown> & Awaitable => ({
    workflowId,
    client,
    async result() {
      let { run } = find({ workflowId, runId });
      for (;;) {
        const end = await run.ended;
        if (run.next !== undefined) run = run.next;
        else if (end.status === 'COMPLETED') return fromPayloads(await wire.decode(end.result ? [end.result] : []))[0];
        else if (end.status !== 'CONTINUED_AS_NEW')
          throw Object.assign(named('WorkflowFailedError', 'Workflow execution failed'), {
            cause: fromFailure(await wire.decode(end.failure)),
          });
      }
    },
    async signal(name: string, ...args: unknown[]) {
      const payloads = await send(args);
      (await findOpen({ workflowId, runId })).signal(name, payloads);
    },
    async query(name: string, ...args: unknown[]) {
      const { run } = find({ workflowId, runId });
      const payloads = await send(args);
      try {
        const response = await run.query(name, payloads);
        return response === undefined ? undefined : fromPayloads(await wire.decode([response]))[0];
      } catch (error) {
        throw named('QueryNotRegisteredError', error instanceof Error ? error.message : String(error));
      }
    },
    async executeUpdate(name: string, { updateId, args }: { updateId: string; args: unknown[] }) {
      const payloads = await send(args);
      const { run } = await findOpen({ workflowId, runId });
      try {
        const result = run.update(updateId, name, payloads);
        updates.set(updateId, result);
        return await result;
      } catch (error) {
        if (error instanceof Error && error.message === 'workflow execution already completed')
          throw named('WorkflowNotFoundError', error.message);
        throw Object.assign(named('WorkflowUpdateFailedError', 'Workflow Update failed'), { cause: error });
      }
    },
    async cancel() {
      (await findOpen({ workflowId, runId })).requestCancel();
    },
    async terminate(reason = '') {
      await (await findOpen({ workflowId, runId })).terminate(reason);
    },
    describe: async () => describe(find({ workflowId, runId }).run, wire),
  });

  const client = {
    options: {
      namespace: NAMESPACE,
      loadedDataConverter: {
        payloadConverter: { fromPayload: (payload: Payload) => fromPayloads([payload])[0] },
        payloadCodecs: [wire],
      },
    },
    connection: {
      withAbortSignal: abortable,
      withDeadline: <TResult>(deadline: number, work: () => Promise<TResult>) =>
        withDeadline(deadline - Date.now(), work),
      workflowService: {
        async pollWorkflowExecutionUpdate({ updateRef }: { updateRef: UpdateRef }) {
          const { workflowExecution, updateId } = updateRef;
          const run = server.find(workflowExecution)?.run;
          if (!run?.effects.eventIds.has(`update ${updateId}`)) throw named('NotFound', 'update not found');
          return {};
        },
      },
    },
    workflowService: {
      getSystemInfo: async () => ({}),
      getWorkflowExecutionHistory: async ({ execution }: { execution: Execution }) => ({
        history: { events: find(execution).run.log.events },
      }),
    },
    workflow: {
      getHandle,
      result: (workflowId: string, runId?: string) => getHandle(workflowId, runId).result(),
      async start(workflowType: string, options: StartOptions) {
        const { run } = open(workflowType, options, await sendStart(options));
        return Object.assign(getHandle(run.spec.workflowId, run.spec.runId), {
          firstExecutionRunId: run.spec.firstRunId,
        });
      },
      async signalWithStart(workflowType: string, options: SignalOptions) {
        const [sent, payloads] = await Promise.all([sendStart(options), send(options.signalArgs)]);
        const { run } = open(workflowType, { ...options, workflowIdConflictPolicy: 'USE_EXISTING' }, sent);
        server.find({ workflowId: run.spec.workflowId, runId: run.spec.runId })?.signal(options.signal, payloads);
        return Object.assign(getHandle(run.spec.workflowId, run.spec.runId), { signaledRunId: run.spec.runId });
      },
      async *list({ query }: { query?: string } = {}) {
        const matches = matchesQuery(query);
        for (const run of [...server.list()].reverse()) {
          const description = await describe(run, wire);
          if (matches(description)) yield description;
        }
      },
    },
  };
  return client;
}

// --- internal ---

interface Awaitable {
  result(): Promise<unknown>;
}

/** The values that a start sends. */
type Sent = Pick<RunSpec, 'input' | 'memo'>;

interface UpdateRef {
  readonly workflowExecution: { readonly workflowId: string };
  readonly updateId: string;
}

/** Describes a run as the SDK does. */
export interface RunDescription {
  readonly workflowId: string;
  readonly runId: string;
  readonly type: string;
  readonly status: { readonly name: string };
  readonly taskQueue: string;
  readonly startTime: Date;
  readonly closeTime: Date | undefined;
  readonly historyLength: number;
  readonly memo: Record<string, unknown>;
  /** The part of the server's answer that has no other field. */
  readonly raw: { readonly workflowExecutionInfo: { readonly firstRunId: string } };
}

async function describe(
  { spec, end, startTime, closeTime, log, effects }: WorkflowRun,
  wire: Wire,
): Promise<RunDescription> {
  const memo = Object.entries(await wire.decode({ ...spec.memo, ...effects.memo }));
  return {
    workflowId: spec.workflowId,
    runId: spec.runId,
    type: spec.workflowType,
    status: { name: end?.status ?? 'RUNNING' },
    taskQueue: spec.taskQueue,
    startTime: new Date(startTime),
    closeTime: closeTime === undefined ? undefined : new Date(closeTime),
    historyLength: log.events.length,
    memo: Object.fromEntries(memo.map(([key, value]) => [key, fromPayloads([value])[0]])),
    raw: { workflowExecutionInfo: { firstRunId: spec.firstRunId } },
  };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function alreadyStarted(workflowId: string): Error {
  return named('WorkflowExecutionAlreadyStartedError', `Workflow execution already started: ${workflowId}`);
}

function toRetryPolicy(retry: NonNullable<StartOptions['retry']>): RetryPolicyMessage {
  const seconds = (duration: Duration | undefined): { seconds: number } | undefined =>
    duration === undefined ? undefined : { seconds: toMilliseconds(duration, 'retry') / 1000 };
  return {
    maximumAttempts: retry.maximumAttempts ?? null,
    backoffCoefficient: retry.backoffCoefficient ?? null,
    nonRetryableErrorTypes: retry.nonRetryableErrorTypes ?? null,
    initialInterval: seconds(retry.initialInterval as Duration | undefined) ?? null,
    maximumInterval: seconds(retry.maximumInterval as Duration | undefined) ?? null,
  };
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
    const late = Object.assign(named('ServiceError', 'deadline exceeded'), { code: 4, details: 'Deadline exceeded' });
    timer = setTimeout(() => reject(late), milliseconds);
    timer.unref();
  });
  try {
    return await Promise.race([work(), passed]);
  } finally {
    clearTimeout(timer);
  }
}
