/**
 * Temporal within this process, as far as tests need it: executions by their ids, each a chain of runs.
 * I1: an id has at most one open run.
 * I2: a run's end is reported after those that depend on it know it: its parent, and the run that follows it.
 */
import { randomUUID } from 'node:crypto';
import { isTfnError, registry } from '@tfn/core';
import type { AnyFunctionDef, Logger, ResolvedFunctionOptions } from '@tfn/core';
import { resolveFunctionDefaults, readThrown, SCHEMA_ACTIVITY } from '@tfn/core/internal';
import { toTemporalWorkflows } from '@tfn/worker/sandbox';
import type { Payload } from '@temporalio/common';
import { testingError } from '../../errors.ts';
import { createMockedWorkflow } from '../../sandbox/mocked-workflow.ts';
import { CLOSED } from '../engine.ts';
import type { EngineHost, EngineSetup, Execution } from '../engine.ts';
import { PARENT_CLOSE_ABANDON, PARENT_CLOSE_REQUEST_CANCEL } from './workflow/apply-command.ts';
import { findDifference } from './replay/find-difference.ts';
import { retryStates, toMs } from './protocol.ts';
import type { ChildCommand, ContinueCommand, Failure, Resolution } from './protocol.ts';
import { nextRetryDelay } from './retry.ts';
import type { RunSpec } from './run-spec.ts';
import { withUpserts } from './search-attributes.ts';
import { createVirtualClock } from './virtual-clock.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { createWire } from './wire.ts';
import type { Wire } from './wire.ts';
import { createWorkflowRun } from './workflow/workflow-run.ts';
import type { RunEnd, WorkflowRun } from './workflow/workflow-run.ts';

/** One run, as others reach it. */
export interface RunHandle {
  readonly run: WorkflowRun;
  isOpen(): boolean;
  signal(name: string, input: readonly Payload[]): void;
  requestCancel(): void;
  terminate(reason: string): Promise<void>;
}

export interface MemoryServer {
  readonly clock: VirtualClock;
  readonly host: EngineHost;
  readonly wire: Wire;
  /** The default options of the workflows' functions. */
  readonly defaults: ResolvedFunctionOptions | undefined;
  /** The latest run of an execution, or the named one, or the last that follows it. */
  find(execution: Execution): RunHandle | undefined;
  list(): readonly WorkflowRun[];
  start(spec: StartSpec): WorkflowRun;
  startChild(parent: WorkflowRun, command: ChildCommand): WorkflowRun;
  continueAsNew(run: WorkflowRun, command: ContinueCommand): Promise<void>;
  /** Ends a run that failed, and begins the next attempt if its policy allows one. */
  closeFailed(run: WorkflowRun, failure: Failure): Promise<void>;
  /** The run of the next attempt, if there is one. */
  retry(run: WorkflowRun, failure: Failure): WorkflowRun | undefined;
  onRunClosed(run: WorkflowRun): void;
  onRunEnded(run: WorkflowRun): void;
  /** @throws {TfnError} TFN_TEST_NONDETERMINISM */
  checkDeterminism(run: WorkflowRun): Promise<void>;
  explainTaskError(run: WorkflowRun, error: unknown): Error;
  functionDef(name: string): AnyFunctionDef | undefined;
  functionNames(): ReadonlySet<string>;
  workflowFunction(spec: RunSpec): (...args: unknown[]) => Promise<unknown>;
  writeLog(level: string, message: string, fields: Record<string, unknown>): void;
  /** Counts the work as something that continues by itself. */
  busy(work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** What a client passes. */
export type StartSpec = Omit<RunSpec, 'runId' | 'attempt' | 'firstRunId' | 'continuedFrom' | 'deadline'>;

/** Options of the memory engine. */
export interface MemoryOptions extends EngineSetup {
  /** Replays every workflow, to check that it does the same. */
  readonly twice: boolean;
}

/** @throws {TfnError} TFN_OPTIONS_INVALID */
export function createMemoryServer(
  host: EngineHost,
  { twice, payloadCodec, defaults, values }: MemoryOptions,
): MemoryServer {
  const executions = new Map<string, WorkflowRun[]>();
  const parents = new Map<
    string,
    { readonly run: WorkflowRun; readonly seq: number; readonly command: ChildCommand }
  >();
  let busyCount = 0;
  const clock = createVirtualClock({ isBusy: () => busyCount > 0 });

  const begin = (spec: RunSpec): WorkflowRun => {
    const run = createWorkflowRun(server, spec);
    const runs = executions.get(spec.workflowId) ?? [];
    executions.set(spec.workflowId, [...runs, run]);
    return run;
  };

  const beginNext = (run: WorkflowRun, changes: Partial<RunSpec>): WorkflowRun => {
    const { delay: _delay, ...spec } = run.spec;
    // As Temporal does, which starts the next run with the memo that the first one started with.
    const searchAttributes = withUpserts(spec.searchAttributes, run.effects.searchAttributes);
    const next = begin({ ...spec, runId: randomUUID(), searchAttributes, ...changes });
    const parent = parents.get(run.spec.runId);
    if (parent !== undefined) parents.set(next.spec.runId, parent);
    return next;
  };

  const toHandle = (run: WorkflowRun): RunHandle => ({
    run,
    isOpen: () => run.end === undefined,
    signal(signalName, input) {
      if (run.end !== undefined) return;
      run.log.add({ workflowExecutionSignaledEventAttributes: { signalName, input: { payloads: input } } });
      run.push({ signalWorkflow: { signalName, input, identity: 'memory' } });
    },
    requestCancel() {
      if (run.end !== undefined) return;
      run.log.add({ workflowExecutionCancelRequestedEventAttributes: {} });
      run.push({ cancelWorkflow: {} });
    },
    async terminate(reason) {
      run.log.add({ workflowExecutionTerminatedEventAttributes: { reason } });
      await run.close({ status: 'TERMINATED', failure: { message: reason, terminatedFailureInfo: {} } });
    },
  });

  const tellParent = (run: WorkflowRun, end: RunEnd): void => {
    const parent = parents.get(run.spec.runId);
    if (parent === undefined || end.status === 'CONTINUED_AS_NEW' || run.next !== undefined) return;
    const { command, seq } = parent;
    const { workflowId, workflowType } = command;
    const initiatedEventId = parent.run.effects.eventIds.get(`child ${seq}`);
    const common = {
      initiatedEventId,
      workflowExecution: { workflowId, runId: run.spec.runId },
      workflowType: { name: workflowType },
    };
    const isResolved = parent.run.effects.children.get(seq)?.isResolved ?? false;
    const resolve = (result: Resolution): void => {
      if (!isResolved) parent.run.push({ resolveChildWorkflowExecution: { seq, result } });
    };
    parent.run.effects.children.delete(seq);
    if (parent.run.end !== undefined) return;
    if (end.status === 'COMPLETED') {
      const payloads = end.result ? [end.result] : [];
      parent.run.log.add({ childWorkflowExecutionCompletedEventAttributes: { ...common, result: { payloads } } });
      return resolve({ completed: end.result ? { result: end.result } : {} });
    }
    const { failure: cause } = end;
    const failure: Failure = {
      message: 'Child Workflow execution failed',
      source: 'Server',
      cause,
      childWorkflowExecutionFailureInfo: {
        namespace: 'default',
        ...common,
        retryState: run.spec.retryPolicy ? retryStates.MAXIMUM_ATTEMPTS : retryStates.POLICY_NOT_SET,
      },
    };
    const event = { ...common, failure: cause };
    if (end.status === 'CANCELLED') {
      parent.run.log.add({ childWorkflowExecutionCanceledEventAttributes: event });
      return resolve({ cancelled: { failure } });
    }
    if (end.status === 'TERMINATED') parent.run.log.add({ childWorkflowExecutionTerminatedEventAttributes: event });
    else if (end.status === 'TIMED_OUT') parent.run.log.add({ childWorkflowExecutionTimedOutEventAttributes: event });
    else parent.run.log.add({ childWorkflowExecutionFailedEventAttributes: event });
    resolve({ failed: { failure } });
  };

  const server: MemoryServer = {
    clock,
    host,
    wire: createWire(payloadCodec, values),
    defaults: defaults && resolveFunctionDefaults(defaults),
    find({ workflowId, runId, follows = false }) {
      const runs = executions.get(workflowId) ?? [];
      let run = runId === undefined ? runs.at(-1) : runs.find(({ spec }) => spec.runId === runId);
      while (follows && run?.next !== undefined) run = run.next;
      return run && toHandle(run);
    },
    list: () => [...executions.values()].flat(),
    start(spec) {
      const runId = randomUUID();
      const deadline = spec.executionTimeout === undefined ? undefined : clock.now() + spec.executionTimeout;
      return begin({ ...spec, runId, firstRunId: runId, attempt: 1, deadline });
    },
    startChild(parent, command) {
      const { workflowId, workflowType, input, taskQueue, retryPolicy, memo = {}, seq } = command;
      const runId = randomUUID();
      const executionTimeout = toMs(command.workflowExecutionTimeout);
      const spec: RunSpec = {
        workflowId,
        workflowType,
        input,
        taskQueue,
        retryPolicy,
        memo,
        searchAttributes: command.searchAttributes?.indexedFields ?? {},
        runId,
        firstRunId: runId,
        attempt: 1,
        parent: { workflowId: parent.spec.workflowId, runId: parent.spec.runId },
        root: parent.spec.root ?? { workflowId: parent.spec.workflowId, runId: parent.spec.runId },
        runTimeout: toMs(command.workflowRunTimeout),
        executionTimeout,
        deadline: executionTimeout === undefined ? undefined : clock.now() + executionTimeout,
      };
      parents.set(runId, { run: parent, seq, command });
      return begin(spec);
    },
    async continueAsNew(run, { arguments: input = [], memo }) {
      const changes = { input, attempt: 1, continuedFrom: run.spec.runId };
      const next = beginNext(run, memo == null ? changes : { ...changes, memo });
      await run.close({ status: 'CONTINUED_AS_NEW' }, next);
    },
    closeFailed: (run, failure) => run.close({ status: 'FAILED', failure }, server.retry(run, failure)),
    retry(run, failure) {
      const { retryPolicy, attempt, deadline } = run.spec;
      if (retryPolicy === undefined) return undefined;
      const next = nextRetryDelay(retryPolicy, { failure, attempt });
      if (!('delay' in next) || (deadline !== undefined && clock.now() + next.delay >= deadline)) return undefined;
      return beginNext(run, { attempt: attempt + 1, delay: next.delay, continuedFrom: run.spec.runId });
    },
    // Also when another run follows: its parent is another run.
    onRunClosed(run) {
      for (const { workflowId, runId, command } of run.effects.children.values()) {
        const child = server.find({ workflowId, runId });
        const { parentClosePolicy = 1 } = command;
        if (!child?.isOpen() || parentClosePolicy === PARENT_CLOSE_ABANDON) continue;
        if (parentClosePolicy === PARENT_CLOSE_REQUEST_CANCEL) child.requestCancel();
        else void child.terminate('by parent close policy');
      }
    },
    onRunEnded(run) {
      if (run.end !== undefined) tellParent(run, run.end);
      clock.poke();
    },
    async checkDeterminism(run) {
      if (!twice || run.taskError !== undefined) return;
      const difference = await findDifference(run.records, {
        run: run.createTwin(),
        defaults: server.defaults,
        values,
      });
      if (difference === undefined) return;
      const { workflowType: name, workflowId } = run.spec;
      throw testingError('TFN_TEST_NONDETERMINISM', { what: `The workflow '${name}' ('${workflowId}')`, difference });
    },
    explainTaskError(run, error) {
      if (isTfnError(error)) return error;
      const { workflowType: name, workflowId } = run.spec;
      const reason = readThrown(error).message;
      return testingError('TFN_TEST_TASK_FAILED', { name, workflowId, reason }, error);
    },
    functionDef: (name) => registry.functions.get(name),
    functionNames: () => new Set([SCHEMA_ACTIVITY, ...registry.functions.keys()]),
    workflowFunction({ workflowType, parent }) {
      if (parent !== undefined && host.mockedWorkflows().includes(workflowType))
        return createMockedWorkflow(workflowType);
      const found = toTemporalWorkflows([workflowType])[workflowType];
      if (found !== undefined) return found;
      const known = [...registry.workflows.keys()];
      throw testingError('TFN_TEST_WORKFLOW_UNKNOWN', { name: workflowType, known });
    },
    writeLog(level, message, fields) {
      const write = host.log[level as keyof Logger] ?? host.log.info;
      write.call(host.log, message, fields);
    },
    async busy(work) {
      busyCount += 1;
      try {
        await work();
      } finally {
        busyCount -= 1;
        clock.poke();
      }
    },
    async close() {
      const clockClosed = clock.close();
      for (const run of server.list()) for (const { call } of run.effects.functions.values()) call.stop();
      for (const run of server.list())
        if (run.end === undefined && run.taskError === undefined) void toHandle(run).terminate(CLOSED);
      await Promise.all(server.list().map((run) => run.settled()));
      // Reported after the replay.
      await Promise.allSettled(server.list().map(({ ended }) => ended));
      await clockClosed;
    },
  };
  return server;
}
