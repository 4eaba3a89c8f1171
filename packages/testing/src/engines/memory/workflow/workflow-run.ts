/**
 * One run of a workflow: its history, what it waits for, and its end.
 * I1: events are queued and delivered in order, each batch in one activation (see `workflow-task.ts`).
 * I2: all activations are kept, and the run is replayed from them before its end is reported.
 * I3: like Temporal, it does not close while a signal waits: it repeats the task together with the signal. What arrives while its last
 *     commands run goes to the run that follows.
 * I4: after its end only functions that already run continue, and their results are ignored.
 */
import type { Payload } from '@temporalio/common';
import { activateRun } from './activate.ts';
import type { Activation } from './activate.ts';
import type { RunEffects, UpdateProgress } from './apply-command.ts';
import { createHistoryLog } from '../history-log.ts';
import type { HistoryLog } from '../history-log.ts';
import type { Command, Failure, Job } from '../protocol.ts';
import { replayTo } from '../replay/find-difference.ts';
import { toInfo } from '../run-spec.ts';
import type { RunSpec } from '../run-spec.ts';
import { createSandboxRun, fromFailure, takeLogs } from './sdk-sandbox.ts';
import type { SandboxRun } from './sdk-sandbox.ts';
import type { MemoryServer } from '../memory-server.ts';
import { createWorkflowTask, inOrder } from './workflow-task.ts';

/** How a run ended. */
export type RunEnd =
  | { readonly status: 'COMPLETED'; readonly result: Payload | undefined }
  | { readonly status: 'FAILED' | 'CANCELLED' | 'TERMINATED' | 'TIMED_OUT'; readonly failure: Failure }
  | { readonly status: 'CONTINUED_AS_NEW' };

/** Events for a run, and the commands of its answer. */
export interface RecordedActivation {
  readonly activation: Activation;
  readonly commands: readonly Command[];
  readonly flags: readonly number[];
}

export interface WorkflowRun {
  readonly spec: RunSpec;
  readonly log: HistoryLog;
  readonly startTime: number;
  readonly closeTime: number | undefined;
  readonly end: RunEnd | undefined;
  /** The run that follows it: continued, or retried. */
  readonly next: WorkflowRun | undefined;
  readonly effects: RunEffects;
  readonly records: readonly RecordedActivation[];
  /** Why its code cannot continue, as on a worker whose task fails on every attempt. */
  readonly taskError: unknown;
  /** Resolves to its end. Rejects when the replay differs from the run, or when its task failed. */
  readonly ended: Promise<RunEnd>;
  /** Delivers events to it. */
  push(job: Job): void;
  /** Adds to the history what the current task has done, after what it did before. */
  record(write: () => void): void;
  /** Resolves when all events are delivered. */
  settled(): Promise<void>;
  query(name: string, args: readonly Payload[]): Promise<Payload | undefined>;
  /** Sends an update, or returns the one that has this id. */
  update(id: string, name: string, args: readonly Payload[]): UpdateProgress;
  /** Ends it; `successor` is the run that follows. */
  close(end: RunEnd, successor?: WorkflowRun): Promise<void>;
  /** Makes the run that replays it. */
  createTwin(): SandboxRun;
}

export function createWorkflowRun(server: MemoryServer, spec: RunSpec): WorkflowRun {
  const { clock, wire, defaults } = server;
  const startTime = clock.now();
  const log = createHistoryLog(clock.now);
  const jobs: Job[] = [];
  const records: RecordedActivation[] = [];
  const effects: RunEffects = createEffects();
  const queries = new Map<string, Deferred<unknown>>();
  const ended = createDeferred<RunEnd>();
  ended.promise.catch(() => undefined);
  const functionNames = server.functionNames();
  const workflow = server.workflowFunction(spec);
  const createTwin = (): SandboxRun =>
    createSandboxRun({
      info: toInfo(spec, new Date(startTime)),
      now: startTime,
      registeredFunctions: functionNames,
      workflow,
    });
  let sandbox = createTwin();
  let isEnding = false;
  /** The events of a task that is to be repeated. */
  const refused: Job[] = [];
  let stepping: Promise<void> | undefined;
  let end: RunEnd | undefined;
  let closeTime: number | undefined;
  let next: WorkflowRun | undefined;
  let taskError: unknown;
  let queryCount = 0;

  const fail = (error: unknown): void => {
    taskError = error;
    ended.reject(error);
  };

  const close = async (closing: RunEnd, successor?: WorkflowRun): Promise<void> => {
    if (end !== undefined) return;
    end = closing;
    closeTime = clock.now();
    next = successor;
    for (const job of jobs.splice(0)) if (isEnding && isSignal(job)) successor?.push(job);
    effects.stopAll();
    task.close();
    server.onRunClosed(run);
    for (const { accepted, result } of effects.updates.values())
      for (const stage of [accepted, result]) stage.reject(new Error('workflow execution already completed'));
    try {
      await server.checkDeterminism(run);
      ended.resolve(closing);
      server.onRunEnded(run);
    } catch (error) {
      fail(error);
    }
  };

  const step = async (): Promise<void> => {
    const sent = refused.length === 0 ? task.take() : inOrder([...refused.splice(0), ...jobs.splice(0)]);
    const batch = await wire.decode(sent);
    if (batch.length === 0) return;
    const activation = { jobs: batch, now: clock.now(), historyLength: log.events.length + 1, isReplaying: false };
    const { commands, flags, error } = await activateRun({ run: sandbox, defaults, values: wire.values }, activation);
    const isLast = commands.some(isClosing);
    const encoded = await wire.encode(commands);
    if (isLast && end === undefined && jobs.some(isSignal)) {
      refused.push(...sent);
      sandbox = await replayTo(records, { run: createTwin(), defaults, values: wire.values });
      return;
    }
    isEnding = isLast;
    records.push({ activation, commands, flags });
    for (const { level, message, fields } of takeLogs(sandbox)) server.writeLog(level, message, fields);
    if (end !== undefined) return;
    if (error !== undefined) return fail(server.explainTaskError(run, error));
    await task.answer(encoded, isLast);
  };

  const kick = (): void => {
    stepping ??= server.busy(async () => {
      // A turn, so that events that come together with the start are delivered together with it.
      await Promise.resolve();
      while ((refused.length > 0 || task.isDue()) && end === undefined && taskError === undefined)
        await step().catch((error: unknown) => fail(server.explainTaskError(run, error)));
      stepping = undefined;
    });
  };

  const run: WorkflowRun = {
    spec,
    log,
    startTime,
    effects,
    records,
    ended: ended.promise,
    createTwin,
    get closeTime() {
      return closeTime;
    },
    get end() {
      return end;
    },
    get next() {
      return next;
    },
    get taskError() {
      return taskError;
    },
    record: (write) => task.record(write),
    push(job) {
      if (end !== undefined) return;
      jobs.push(job);
      if (started) kick();
    },
    async settled() {
      while (stepping !== undefined) await stepping;
    },
    async query(name, args) {
      await run.settled();
      // A worker answers between two tasks.
      await task.over();
      if (taskError !== undefined) throw server.explainTaskError(run, taskError);
      const queryId = `query-${++queryCount}`;
      const answer = createDeferred<unknown>();
      queries.set(queryId, answer);
      const decoded = await wire.decode(args);
      const { commands, error } = await activateRun(
        { run: sandbox, defaults, values: wire.values },
        {
          jobs: [{ queryWorkflow: { queryId, queryType: name, arguments: decoded } }],
          now: clock.now(),
          historyLength: log.events.length,
          isReplaying: false,
        },
      );
      if (error !== undefined) throw server.explainTaskError(run, error);
      const response = commands.find((command) => command.respondToQuery)?.respondToQuery;
      if (response?.failed) throw fromFailure(response.failed);
      return wire.encode(response?.succeeded?.response as Payload | undefined);
    },
    update(id, name, args) {
      const known = effects.updates.get(id);
      if (known !== undefined) return known;
      const update = { accepted: createDeferred<undefined>(), result: createDeferred<unknown>() };
      effects.updates.set(id, update);
      for (const { promise } of [update.accepted, update.result]) promise.catch(() => undefined);
      effects.updateRequests.set(id, { name, args });
      run.push({
        doUpdate: {
          id,
          protocolInstanceId: id,
          name,
          input: args,
          headers: {},
          meta: { updateId: id, identity: 'memory' },
          runValidator: true,
        },
      });
      return update;
    },
    close,
  };

  const task = createWorkflowTask(server, { run, jobs, kick });

  log.add({
    workflowExecutionStartedEventAttributes: {
      workflowType: { name: spec.workflowType },
      input: { payloads: spec.input },
      attempt: spec.attempt,
      taskQueue: { name: spec.taskQueue },
      originalExecutionRunId: spec.runId,
      firstExecutionRunId: spec.firstRunId,
      continuedExecutionRunId: spec.continuedFrom,
    },
  });
  jobs.push({
    initializeWorkflow: {
      workflowType: spec.workflowType,
      workflowId: spec.workflowId,
      arguments: spec.input,
      headers: {},
      memo: { fields: spec.memo },
      searchAttributes: { indexedFields: spec.searchAttributes },
      attempt: spec.attempt,
    },
  });
  const deadlines = [spec.deadline, spec.runTimeout === undefined ? undefined : startTime + spec.runTimeout];
  const deadline = Math.min(...deadlines.filter((at) => at !== undefined));
  if (Number.isFinite(deadline))
    effects.timers.set(
      'deadline',
      clock.after(deadline - startTime, () => void timeOut()),
    );
  const timeOut = async (): Promise<void> => {
    log.add({ workflowExecutionTimedOutEventAttributes: {} });
    const failure: Failure = { message: 'Workflow execution timed out', timeoutFailureInfo: { timeoutType: 1 } };
    await close({ status: 'TIMED_OUT', failure }, server.retry(run, failure));
  };
  let started = spec.delay === undefined;
  if (started) kick();
  else
    effects.timers.set(
      'start',
      clock.after(spec.delay as number, () => {
        started = true;
        kick();
      }),
    );
  return run;
}

// --- internal ---

function isSignal(job: Job): boolean {
  return job.signalWorkflow !== undefined;
}

function isClosing(command: Command): boolean {
  return Boolean(
    command.completeWorkflowExecution ??
    command.failWorkflowExecution ??
    command.cancelWorkflowExecution ??
    command.continueAsNewWorkflowExecution,
  );
}

/** A promise that other code settles. */
export interface Deferred<TValue> {
  readonly promise: Promise<TValue>;
  resolve(value: TValue): void;
  reject(error: unknown): void;
}

function createDeferred<TValue>(): Deferred<TValue> {
  let settle: Omit<Deferred<TValue>, 'promise'> | undefined;
  const promise = new Promise<TValue>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...(settle as unknown as Omit<Deferred<TValue>, 'promise'>) };
}

function createEffects(): RunEffects {
  const timers = new Map<string, () => void>();
  const functions: RunEffects['functions'] = new Map();
  return {
    timers,
    functions,
    children: new Map(),
    updates: new Map(),
    updateRequests: new Map(),
    eventIds: new Map(),
    memo: {},
    searchAttributes: {},
    stopAll() {
      for (const cancel of timers.values()) cancel();
      timers.clear();
      for (const { call } of functions.values()) call.leave();
    },
  };
}
