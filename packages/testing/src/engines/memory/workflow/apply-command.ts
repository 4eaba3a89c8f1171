import type { Payload } from '@temporalio/common';
import { runFunctionCall } from './function-run.ts';
import type { FunctionRun } from './function-run.ts';
import type { Execution } from '../../engine.ts';
import type { MemoryServer, RunHandle } from '../memory-server.ts';
import { toMs } from '../protocol.ts';
import type { ChildCommand, Command, Failure, FunctionCommand, Resolution } from '../protocol.ts';
import { fromFailure, fromPayloads, toPayloads } from './sdk-sandbox.ts';
import type { Deferred, WorkflowRun } from './workflow-run.ts';

/** What a run has started. */
export interface RunEffects {
  readonly timers: Map<string, () => void>;
  readonly functions: Map<
    number,
    {
      readonly call: FunctionRun;
      readonly command: FunctionCommand;
      readonly eventId: number;
      readonly isLocal: boolean;
    }
  >;
  readonly children: Map<
    number,
    {
      readonly workflowId: string;
      readonly runId: string;
      readonly command: ChildCommand;
      /** The workflow no longer waits for its outcome. */
      readonly isResolved?: boolean;
    }
  >;
  readonly updates: Map<string, UpdateProgress>;
  readonly updateRequests: Map<string, { readonly name: string; readonly args: readonly Payload[] }>;
  /** Of timers, children and accepted updates. */
  readonly eventIds: Map<string, number>;
  readonly memo: Record<string, Payload>;
  readonly searchAttributes: Record<string, Payload>;
  stopAll(): void;
}

/** How far an update is. */
export interface UpdateProgress {
  /** Settles when the workflow has accepted or rejected it. */
  readonly accepted: Deferred<undefined>;
  readonly result: Deferred<unknown>;
}

export interface CommandTarget {
  readonly server: MemoryServer;
  readonly run: WorkflowRun;
  /** The workflow ends with these commands, so nothing new begins. */
  readonly isLast: boolean;
}

/** Executes a workflow's command, as Temporal's server does. */
export async function applyCommand(command: Command, target: CommandTarget): Promise<void> {
  const { run, server, isLast } = target;
  const { log, effects } = run;
  if (command.startTimer) {
    const { seq, startToFireTimeout } = command.startTimer;
    const timerId = String(seq);
    const startedEventId = log.add({ timerStartedEventAttributes: { timerId, startToFireTimeout } });
    effects.eventIds.set(`timer ${seq}`, startedEventId);
    const fire = (): void => {
      effects.timers.delete(timerId);
      log.add({ timerFiredEventAttributes: { timerId, startedEventId } });
      run.push({ fireTimer: { seq } });
    };
    if (!isLast) effects.timers.set(timerId, server.clock.after(toMs(startToFireTimeout) ?? 0, fire));
  } else if (command.cancelTimer) {
    const timerId = String(command.cancelTimer.seq);
    effects.timers.get(timerId)?.();
    effects.timers.delete(timerId);
    const startedEventId = effects.eventIds.get(`timer ${timerId}`);
    log.add({ timerCanceledEventAttributes: { timerId, startedEventId } });
  } else if (command.scheduleActivity) scheduleFunction(command.scheduleActivity, target, false);
  else if (command.scheduleLocalActivity) scheduleFunction(command.scheduleLocalActivity, target, true);
  else if (command.requestCancelActivity) cancelFunction(command.requestCancelActivity.seq, target);
  else if (command.requestCancelLocalActivity) cancelFunction(command.requestCancelLocalActivity.seq, target);
  else if (command.startChildWorkflowExecution) startChild(command.startChildWorkflowExecution, target);
  else if (command.cancelChildWorkflowExecution)
    cancelChild(command.cancelChildWorkflowExecution.childWorkflowSeq, target);
  else if (command.signalExternalWorkflowExecution) {
    const { seq, signalName, args = [], workflowExecution, childWorkflowId } = command.signalExternalWorkflowExecution;
    const workflowId = workflowExecution?.workflowId ?? (childWorkflowId as string);
    log.add({
      signalExternalWorkflowExecutionInitiatedEventAttributes: {
        signalName,
        workflowExecution: { workflowId },
        input: { payloads: args },
      },
    });
    const found = findOther(target, { workflowId });
    found?.signal(signalName, args);
    const failure = found?.isOpen() ? undefined : notFound('signal');
    run.push({ resolveSignalExternalWorkflow: { seq, ...(failure && { failure }) } });
  } else if (command.requestCancelExternalWorkflowExecution) {
    const { seq, workflowExecution } = command.requestCancelExternalWorkflowExecution;
    const found = findOther(target, workflowExecution);
    found?.requestCancel();
    const failure = found?.isOpen() ? undefined : notFound('cancel');
    run.push({ resolveRequestCancelExternalWorkflow: { seq, ...(failure && { failure }) } });
  } else if (command.setPatchMarker) {
    const { patchId, deprecated } = command.setPatchMarker;
    const details = { 'patch-data': { payloads: toPayloads([{ id: patchId, deprecated }]) } };
    log.add({ markerRecordedEventAttributes: { markerName: 'core_patch', details } });
  } else if (command.updateResponse) await respondToUpdate(command.updateResponse, target);
  else if (command.modifyWorkflowProperties) {
    const { upsertedMemo } = command.modifyWorkflowProperties;
    log.add({ workflowPropertiesModifiedEventAttributes: { upsertedMemo } });
    Object.assign(effects.memo, upsertedMemo?.fields);
  } else if (command.upsertWorkflowSearchAttributes) {
    const { searchAttributes } = command.upsertWorkflowSearchAttributes;
    log.add({ upsertWorkflowSearchAttributesEventAttributes: { searchAttributes } });
    Object.assign(effects.searchAttributes, searchAttributes?.indexedFields);
  } else if (command.completeWorkflowExecution) {
    const { result } = command.completeWorkflowExecution;
    log.add({ workflowExecutionCompletedEventAttributes: { result: { payloads: result ? [result] : [] } } });
    await run.close({ status: 'COMPLETED', result });
  } else if (command.failWorkflowExecution) {
    const { failure } = command.failWorkflowExecution;
    log.add({ workflowExecutionFailedEventAttributes: { failure } });
    await server.closeFailed(run, failure);
  } else if (command.cancelWorkflowExecution) {
    log.add({ workflowExecutionCanceledEventAttributes: {} });
    const failure = { message: 'Workflow execution canceled', canceledFailureInfo: {} };
    await run.close({ status: 'CANCELLED', failure });
  } else if (command.continueAsNewWorkflowExecution) {
    const input = command.continueAsNewWorkflowExecution.arguments ?? [];
    log.add({ workflowExecutionContinuedAsNewEventAttributes: { input: { payloads: input } } });
    await server.continueAsNew(run, command.continueAsNewWorkflowExecution);
  }
}

// --- internal ---

function scheduleFunction(command: FunctionCommand, { server, run, isLast }: CommandTarget, isLocal: boolean): void {
  const { log, effects, spec } = run;
  const { seq, activityType, activityId } = command;
  const attributes = { activityId, activityType: { name: activityType }, input: { payloads: command.arguments } };
  const eventId = isLocal ? 0 : log.add({ activityTaskScheduledEventAttributes: attributes });
  if (isLast) return;
  const resolve = (result: Resolution): void => {
    effects.functions.delete(seq);
    run.push({ resolveActivity: { seq, result, isLocal } });
  };
  const call = runFunctionCall({
    command,
    isLocal,
    clock: server.clock,
    def: server.functionDef(activityType),
    call: server.host.call,
    wire: server.wire,
    owner: { workflowId: spec.workflowId, runId: spec.runId, taskQueue: spec.taskQueue },
    log: server.host.log,
    onEnd({ resolution, attempt, lastFailure, retryState }) {
      if (!effects.functions.has(seq)) return;
      if (isLocal)
        run.record(() => log.add({ markerRecordedEventAttributes: toLocalMarker(command, { resolution, attempt }) }));
      else {
        log.add({ activityTaskStartedEventAttributes: { scheduledEventId: eventId, attempt, lastFailure } });
        log.add(toEndEvent(resolution, { scheduledEventId: eventId, retryState }));
      }
      resolve(resolution);
    },
  });
  effects.functions.set(seq, { call, command, eventId, isLocal });
}

function cancelFunction(seq: number, { run }: CommandTarget): void {
  const found = run.effects.functions.get(seq);
  if (found === undefined) return;
  const { call, command, eventId, isLocal } = found;
  if (!isLocal) run.log.add({ activityTaskCancelRequestedEventAttributes: { scheduledEventId: eventId } });
  const { cancellationType = 0 } = command;
  if (cancellationType !== ABANDON) call.cancel();
  if (cancellationType === WAIT_CANCELLATION_COMPLETED || !run.effects.functions.delete(seq)) return;
  if (cancellationType !== ABANDON) call.ignore();
  run.push({ resolveActivity: { seq, result: cancelledFunction(command), isLocal } });
}

/** How a function ends for a workflow that does not wait until it has noticed its cancellation. */
export function cancelledFunction({ activityType, activityId }: FunctionCommand): Resolution {
  const failure: Failure = {
    message: 'Activity task failed',
    cause: { message: 'Activity canceled', canceledFailureInfo: {} },
    activityFailureInfo: { activityType: { name: activityType }, activityId },
  };
  return { cancelled: { failure } };
}

const WAIT_CANCELLATION_COMPLETED = 1;
const ABANDON = 2;

function startChild(command: ChildCommand, { server, run, isLast }: CommandTarget): void {
  const { seq, workflowId, workflowType, input } = command;
  const attributes = { workflowId, workflowType: { name: workflowType }, input: { payloads: input } };
  const initiatedEventId = run.log.add({ startChildWorkflowExecutionInitiatedEventAttributes: attributes });
  run.effects.eventIds.set(`child ${seq}`, initiatedEventId);
  if (isLast && command.parentClosePolicy !== PARENT_CLOSE_ABANDON) return;
  if (server.find({ workflowId })?.isOpen()) {
    const failed = { workflowId, workflowType, cause: 1 };
    run.push({ resolveChildWorkflowExecutionStart: { seq, failed } });
    return;
  }
  const child = server.startChild(run, command);
  const execution = { workflowId, runId: child.spec.runId };
  run.effects.children.set(seq, { ...execution, command });
  run.log.add({
    childWorkflowExecutionStartedEventAttributes: {
      initiatedEventId,
      workflowExecution: execution,
      workflowType: { name: workflowType },
    },
  });
  run.push({ resolveChildWorkflowExecutionStart: { seq, succeeded: { runId: child.spec.runId } } });
}

function cancelChild(seq: number, { server, run }: CommandTarget): void {
  const child = run.effects.children.get(seq);
  if (child === undefined || child.isResolved) return;
  const { workflowId, workflowType, cancellationType } = child.command;
  if (cancellationType !== CHILD_ABANDON) server.find(child)?.requestCancel();
  if (cancellationType !== CHILD_ABANDON && cancellationType !== CHILD_TRY_CANCEL) return;
  run.effects.children.set(seq, { ...child, isResolved: true });
  const failure: Failure = {
    message: 'Child Workflow execution cancelled',
    cause: { canceledFailureInfo: {} },
    childWorkflowExecutionFailureInfo: { workflowType: { name: workflowType }, workflowExecution: { workflowId } },
  };
  run.push({ resolveChildWorkflowExecution: { seq, result: { cancelled: { failure } } } });
}

/** Temporal's ChildWorkflowCancellationType. */
const CHILD_ABANDON = 0;
const CHILD_TRY_CANCEL = 1;

/** Temporal's ParentClosePolicy. */
export const PARENT_CLOSE_ABANDON = 2;
export const PARENT_CLOSE_REQUEST_CANCEL = 3;

async function respondToUpdate(
  { protocolInstanceId: id, accepted, rejected, completed }: NonNullable<Command['updateResponse']>,
  { run, server }: CommandTarget,
): Promise<void> {
  const { log, effects } = run;
  const update = effects.updates.get(id);
  const acceptedEventId = effects.eventIds.get(`update ${id}`);
  if (accepted) {
    const request = effects.updateRequests.get(id);
    const input = { name: request?.name, args: { payloads: request?.args } };
    const attributes = { protocolInstanceId: id, acceptedRequest: { input, meta: { updateId: id } } };
    effects.eventIds.set(`update ${id}`, log.add({ workflowExecutionUpdateAcceptedEventAttributes: attributes }));
    update?.accepted.resolve(undefined);
  } else if (completed) {
    const outcome = { success: { payloads: [completed] } };
    log.add({ workflowExecutionUpdateCompletedEventAttributes: { acceptedEventId, meta: { updateId: id }, outcome } });
    update?.result.resolve(fromPayloads(await server.wire.decode([completed]))[0]);
  } else if (rejected) {
    if (acceptedEventId !== undefined) {
      const outcome = { failure: rejected };
      log.add({
        workflowExecutionUpdateCompletedEventAttributes: { acceptedEventId, meta: { updateId: id }, outcome },
      });
    }
    update?.result.reject(fromFailure(await server.wire.decode(rejected)));
    update?.accepted.resolve(undefined);
  }
}

function toEndEvent(
  { completed, failed, cancelled }: Resolution,
  common: { scheduledEventId: number; retryState: number | undefined },
): Record<`activityTask${string}EventAttributes`, unknown> {
  if (completed) {
    const payloads = completed.result ? [completed.result] : [];
    return { activityTaskCompletedEventAttributes: { ...common, result: { payloads } } };
  }
  if (cancelled) return { activityTaskCanceledEventAttributes: common };
  const failure = failed?.failure.cause ?? failed?.failure;
  return failure?.timeoutFailureInfo
    ? { activityTaskTimedOutEventAttributes: { ...common, failure } }
    : { activityTaskFailedEventAttributes: { ...common, failure } };
}

/** As the SDK's core records a local activity. */
function toLocalMarker(
  { activityId, activityType, seq }: FunctionCommand,
  { resolution, attempt }: { resolution: Resolution; attempt: number },
): object {
  const data = toPayloads([{ seq, attempt, activity_id: activityId, activity_type: activityType }]);
  const result = resolution.completed?.result;
  const failure = (resolution.failed ?? resolution.cancelled)?.failure;
  return {
    markerName: 'core_local_activity',
    details: { data: { payloads: data }, ...(result && { result: { payloads: [result] } }) },
    ...(failure && { failure }),
  };
}

/** The run that a workflow reaches by its id: for a server, no workflow is outside of itself. */
function findOther({ server, run }: CommandTarget, execution: Execution): RunHandle | undefined {
  return execution.workflowId === run.spec.workflowId ? undefined : server.find(execution);
}

function notFound(verb: 'signal' | 'cancel'): Failure {
  return {
    message: `Unable to ${verb} external workflow because ${verb === 'signal' ? 'it was ' : ''}not found`,
    applicationFailureInfo: { type: 'ExternalWorkflowExecutionNotFound', nonRetryable: true },
  };
}
