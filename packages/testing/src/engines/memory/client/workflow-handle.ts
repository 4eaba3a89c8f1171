/** The handles of Temporal's own client, over the memory engine: the same calls, and the same errors by the same names. */
import { readThrown } from '@tfn/core/internal';
import { randomUUID } from 'node:crypto';
import type { MemoryServer, RunHandle } from '../memory-server.ts';
import { fromFailure, fromPayloads } from '../workflow/sdk-sandbox.ts';
import type { WorkflowRun } from '../workflow/workflow-run.ts';
import type { Execution } from '../../engine.ts';
import { named } from './client-errors.ts';
import { sendValues } from './send-values.ts';
import { describeRun } from './describe-run.ts';

/** Which runs a handle is for. */
export interface HandleTarget {
  readonly workflowId: string;
  /** Only this run; otherwise the latest. */
  readonly runId?: string | undefined;
  /** Only runs of the chain that began with this one: for what ends an execution, or updates it. */
  readonly firstExecutionRunId?: string | undefined;
  /** Where the wait for the result begins. */
  readonly runIdForResult?: string | undefined;
  /** @default true */
  readonly followRuns?: boolean | undefined;
}

/** A definition of a message, or its name. */
export type MessageLike = string | { readonly name: string };

export interface UpdateOptions {
  readonly updateId?: string;
  readonly args?: readonly unknown[];
}

/** An update that was sent. */
export interface UpdateHandle {
  readonly updateId: string;
  readonly workflowId: string;
  readonly workflowRunId: string;
  result(): Promise<unknown>;
}

/** Makes a handle. */
export function createHandle(server: MemoryServer, client: object, target: HandleTarget): object {
  const { workflowId, runId, firstExecutionRunId, runIdForResult = runId, followRuns } = target;
  const { wire } = server;
  const execution = { workflowId, runId };

  const signal = async (name: string, args: readonly unknown[]): Promise<void> => {
    const payloads = await sendValues(server, args);
    (await findOpen(server, execution)).signal(name, payloads);
  };

  const query = async (name: string, args: readonly unknown[]): Promise<unknown> => {
    const { run } = findRun(server, execution);
    const payloads = await sendValues(server, args);
    try {
      const response = await run.query(name, payloads);
      return response === undefined ? undefined : fromPayloads(await wire.decode([response]))[0];
    } catch (error) {
      throw named('QueryNotRegisteredError', readThrown(error).message);
    }
  };

  const update = (def: MessageLike, options: UpdateOptions = {}): Promise<UpdateHandle> =>
    sendUpdate(server, def, { options, find: () => findOpen(server, execution, firstExecutionRunId) });

  return {
    workflowId,
    client,
    result: () => resultOf(server, { workflowId, runId: runIdForResult }, followRuns),
    signal: (def: MessageLike, ...args: unknown[]) => signal(nameOf(def), args),
    signalWithOptions: (name: string, { args = [] }: UpdateOptions) => signal(name, args),
    query: (def: MessageLike, ...args: unknown[]) => query(nameOf(def), args),
    queryWithOptions: (name: string, { args = [] }: UpdateOptions) => query(name, args),
    startUpdate: update,
    executeUpdate: async (def: MessageLike, options?: UpdateOptions) => (await update(def, options)).result(),
    getUpdateHandle(updateId: string, { workflowRunId = runId }: { workflowRunId?: string } = {}) {
      return toUpdateHandle(updateId, () => findRun(server, { workflowId, runId: workflowRunId }).run);
    },
    // Temporal also takes the cancellation of a workflow that has ended.
    async cancel() {
      findInChain(server, execution, firstExecutionRunId).requestCancel();
      return {};
    },
    async terminate(reason = '') {
      await (await findOpen(server, execution, firstExecutionRunId)).terminate(reason);
      return {};
    },
    async describe() {
      const { run } = findRun(server, execution);
      await run.settled();
      return {
        ...(await describeRun(run, wire)),
        staticDetails: async () => undefined,
        staticSummary: async () => undefined,
        raw: { workflowExecutionInfo: { firstRunId: run.spec.firstRunId } },
      };
    },
    async fetchHistory() {
      const { run } = findRun(server, execution);
      await run.settled();
      return { events: [...run.log.events] };
    },
  };
}

/** The latest run of an execution, or the named one. @throws WorkflowNotFoundError */
export function findRun(server: MemoryServer, execution: Execution): RunHandle {
  const found = server.find(execution);
  if (found === undefined) throw named('WorkflowNotFoundError', `workflow not found for ID: ${execution.workflowId}`);
  return found;
}

/** Sends an update to the run that `find` returns; resolves when the workflow has accepted or rejected it. */
export async function sendUpdate(
  server: MemoryServer,
  def: MessageLike,
  { options, find }: { options: UpdateOptions; find: () => RunHandle | Promise<RunHandle> },
): Promise<UpdateHandle> {
  const { updateId = randomUUID(), args = [] } = options;
  const payloads = await sendValues(server, args);
  const { run } = await find();
  const { accepted } = run.update(updateId, nameOf(def), payloads);
  await accepted.promise.catch((error: unknown) => Promise.reject(toUpdateError(error)));
  return toUpdateHandle(updateId, () => run);
}

/** The result of an execution; follows its further runs. */
export async function resultOf(server: MemoryServer, execution: Execution, followRuns = true): Promise<unknown> {
  const { wire } = server;
  let { run } = findRun(server, execution);
  for (;;) {
    const end = await run.ended;
    if (run.next !== undefined && followRuns) run = run.next;
    else if (end.status === 'COMPLETED') return fromPayloads(await wire.decode(end.result ? [end.result] : []))[0];
    else if (end.status === 'CONTINUED_AS_NEW')
      throw Object.assign(named('WorkflowContinuedAsNewError', 'Workflow execution continued as new'), {
        newExecutionRunId: run.next?.spec.runId,
      });
    else
      throw Object.assign(named('WorkflowFailedError', 'Workflow execution failed'), {
        cause: fromFailure(await wire.decode(end.failure)),
      });
  }
}

// --- internal ---

function nameOf(def: MessageLike): string {
  return typeof def === 'string' ? def : def.name;
}

function findInChain(server: MemoryServer, execution: Execution, firstRunId: string | undefined): RunHandle {
  const found = findRun(server, execution);
  if (firstRunId === undefined || found.run.spec.firstRunId === firstRunId) return found;
  throw named('WorkflowNotFoundError', `workflow not found for ID: ${execution.workflowId}`);
}

/** The run, once it is known not to end by what it has received. */
async function findOpen(server: MemoryServer, execution: Execution, firstRunId?: string): Promise<RunHandle> {
  for (;;) {
    const found = findInChain(server, execution, firstRunId);
    // The answer may be its end.
    await found.run.settled();
    if (found.isOpen()) return found;
    if (server.find(execution)?.run === found.run)
      throw named('WorkflowNotFoundError', 'workflow execution already completed');
  }
}

function toUpdateHandle(updateId: string, findRun: () => WorkflowRun): UpdateHandle {
  return {
    updateId,
    get workflowId() {
      return findRun().spec.workflowId;
    },
    get workflowRunId() {
      return findRun().spec.runId;
    },
    async result() {
      const update = findRun().effects.updates.get(updateId);
      if (update === undefined) throw named('WorkflowNotFoundError', `update '${updateId}' not found`);
      return update.result.promise.catch((error: unknown) => Promise.reject(toUpdateError(error)));
    },
  };
}

function toUpdateError(error: unknown): Error {
  if (error instanceof Error && error.message === 'workflow execution already completed')
    return named('WorkflowNotFoundError', error.message);
  return Object.assign(named('WorkflowUpdateFailedError', 'Workflow Update failed'), { cause: error });
}
