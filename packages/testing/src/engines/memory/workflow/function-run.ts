/**
 * One call of a function: its attempts, the pauses between them, and its timeouts, all on the engine's clock. The signal of an
 * attempt that has timed out is aborted, and its result is ignored.
 */
import type { AnyFunctionDef, FunctionContext, Logger } from '@tfn/core';
import { DEFAULT_PAYLOAD_LIMIT } from '@tfn/core/internal';
import { assertHeartbeat } from '@tfn/worker/internal';
import { CancelledFailure, ensureApplicationFailure } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import { field } from '@tfn/core/internal';
import type { FunctionCaller } from '../../engine.ts';
import { retryStates, timeoutTypes, toMs } from '../protocol.ts';
import type { Failure, FunctionCommand, Resolution, RetryPolicyMessage } from '../protocol.ts';
import { nextRetryDelay } from '../retry.ts';
import { fromPayloads, toFailure, toPayloads } from './sdk-sandbox.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Wire } from '../wire.ts';

/** What a call needs of the engine. */
export interface FunctionRunInput {
  readonly command: FunctionCommand;
  readonly clock: VirtualClock;
  readonly def: AnyFunctionDef | undefined;
  readonly call: FunctionCaller;
  readonly wire: Wire;
  readonly owner: { readonly workflowId: string; readonly runId: string; readonly taskQueue: string };
  readonly log: Logger;
  readonly isLocal: boolean;
  /** Called once, unless the engine closes first. */
  readonly onEnd: (end: FunctionEnd) => void;
}

/** How a call ended. */
export interface FunctionEnd {
  readonly resolution: Resolution;
  readonly attempt: number;
  /** Why the last failed attempt failed. */
  readonly lastFailure: Failure | undefined;
  readonly retryState: number | undefined;
}

/** A running call. */
export interface FunctionRun {
  readonly attempt: number;
  readonly lastFailure: Failure | undefined;
  readonly heartbeat: unknown;
  /** Requests cancellation. The function sees it at its next call of `heartbeat`. */
  cancel(): void;
  /** Its workflow does not wait for it any more: while it runs, time may jump. */
  ignore(): void;
  /** Its workflow has ended: its result is ignored, and it sees that at its next heartbeat. */
  leave(): void;
  /** The engine closes. */
  stop(): void;
}

/** Temporal's defaults. */
const DEFAULT_RETRY: RetryPolicyMessage = { initialInterval: { seconds: 1 }, backoffCoefficient: 2 };

export function runFunctionCall(input: FunctionRunInput): FunctionRun {
  const { command, clock, owner, isLocal, wire } = input;
  const startToClose = toMs(command.startToCloseTimeout);
  const scheduleToClose = toMs(command.scheduleToCloseTimeout);
  const heartbeatTimeout = isLocal ? undefined : toMs(command.heartbeatTimeout);
  const startedAt = clock.now();
  const state: { attempt: number; lastFailure: Failure | undefined; heartbeat: unknown } = {
    attempt: 0,
    lastFailure: undefined,
    heartbeat: undefined,
  };
  let ended = false;
  let cancelRequested = false;
  let stopTry: ((reason: Error) => void) | undefined;
  let stopPause: (() => void) | undefined;
  /** Lets time jump although the attempt has not returned. */
  let release: (() => void) | undefined;

  const end = (resolution: Resolution, retryState?: number): void => {
    if (ended) return;
    ended = true;
    stopDeadline?.();
    release?.();
    input.onEnd({ resolution, attempt: state.attempt, lastFailure: state.lastFailure, retryState });
  };

  const failWith = (failure: Failure, retryState: number): void =>
    end({ failed: { failure: wrap(failure, { command, retryState }) } }, retryState);

  const endCancelled = (
    failure: Failure = { message: 'Activity canceled', source: 'Server', canceledFailureInfo: {} },
  ): void => end({ cancelled: { failure: wrap(failure, { command, retryState: retryStates.CANCEL_REQUESTED }) } });

  const retryOrFail = (failure: Failure): void => {
    const policy = command.retryPolicy ?? DEFAULT_RETRY;
    const next = nextRetryDelay(policy, { failure, attempt: state.attempt });
    if (cancelRequested && 'delay' in next) return endCancelled();
    if ('retryState' in next) return failWith(failure, next.retryState);
    if (scheduleToClose !== undefined && clock.now() + next.delay >= startedAt + scheduleToClose)
      return failWith(failure, retryStates.TIMEOUT);
    state.lastFailure = failure;
    stopPause = clock.after(next.delay, attempt);
  };

  const attempt = (): void => {
    state.attempt += 1;
    const controller = new AbortController();
    const lastHeartbeat = state.heartbeat;
    let over = false;
    let stopHeartbeatTimer: (() => void) | undefined;
    const finish = (then: () => void): void => {
      if (over) return;
      over = true;
      stopTry = undefined;
      release?.();
      stopTimeout?.();
      stopHeartbeatTimer?.();
      if (!ended) then();
    };
    const timeOut = (type: keyof typeof timeoutTypes): void =>
      finish(() => {
        controller.abort(new CancelledFailure('TIMED_OUT'));
        retryOrFail(timeoutFailure(type));
      });
    const stopTimeout =
      startToClose === undefined ? undefined : clock.after(startToClose, () => timeOut('START_TO_CLOSE'));
    const awaitHeartbeat = (): void => {
      stopHeartbeatTimer?.();
      if (heartbeatTimeout !== undefined && !over)
        stopHeartbeatTimer = clock.after(heartbeatTimeout, () => timeOut('HEARTBEAT'));
    };
    awaitHeartbeat();
    stopTry = (reason) => controller.abort(reason);
    const ctx: Omit<FunctionContext, 'client'> = {
      signal: controller.signal,
      heartbeat(details) {
        if (isLocal) return;
        assertHeartbeat(command.activityType, details, { valueLimit: DEFAULT_PAYLOAD_LIMIT, values: wire.values });
        state.heartbeat = copy(details);
        awaitHeartbeat();
        if (cancelRequested) controller.abort(new CancelledFailure('CANCELLED'));
      },
      lastHeartbeat,
      idempotencyKey: [owner.workflowId, owner.runId, command.activityId].join('/'),
      log: input.log,
      info: {
        name: command.activityType,
        attempt: state.attempt,
        activityId: command.activityId,
        taskQueue: owner.taskQueue,
        workflowId: owner.workflowId,
        runId: owner.runId,
      },
    };
    const released = new Promise<void>((resolve) => (release = resolve));
    // A turn of its own, outside of the workflow's activation.
    const work = async (): Promise<void> => {
      try {
        const args = fromPayloads(await wire.decode(command.arguments));
        const output = await input.call({ name: command.activityType, def: input.def, args, ctx });
        const [result] = output === undefined ? [] : await wire.encode(toPayloads([output], wire.values));
        finish(() => end({ completed: result === undefined ? {} : { result: result as Payload } }));
      } catch (error) {
        const failure = await wire.encode(toFailure(ensureApplicationFailure(error))).catch(toFailure);
        finish(() => {
          if (controller.signal.aborted && cancelRequested && isCancellation(error)) endCancelled(toCancelled(error));
          else retryOrFail(failure);
        });
      }
    };
    void clock.running(() => Promise.race([work(), released]));
  };

  const stopDeadline =
    scheduleToClose === undefined
      ? undefined
      : clock.after(scheduleToClose, () => {
          stopTry?.(new CancelledFailure('TIMED_OUT'));
          stopPause?.();
          failWith(timeoutFailure('SCHEDULE_TO_CLOSE'), retryStates.TIMEOUT);
        });
  attempt();

  return {
    get attempt() {
      return state.attempt;
    },
    get lastFailure() {
      return state.lastFailure;
    },
    get heartbeat() {
      return state.heartbeat;
    },
    cancel() {
      cancelRequested = true;
      // Local functions see it immediately; others at their next heartbeat, or when they are not running.
      if (isLocal) stopTry?.(new CancelledFailure('CANCELLED'));
      if (stopTry !== undefined) return;
      stopPause?.();
      endCancelled();
    },
    ignore() {
      release?.();
    },
    leave() {
      release?.();
      ended = true;
      cancelRequested = true;
      stopDeadline?.();
      stopPause?.();
    },
    stop() {
      ended = true;
      stopDeadline?.();
      stopPause?.();
      stopTry?.(new CancelledFailure('WORKER_SHUTDOWN'));
    },
  };
}

// --- internal ---

function isCancellation(error: unknown): boolean {
  return error instanceof CancelledFailure || field(error, 'name') === 'AbortError';
}

function toCancelled(error: unknown): Failure {
  return error instanceof CancelledFailure ? toFailure(error) : { source: 'TypeScriptSDK', canceledFailureInfo: {} };
}

function timeoutFailure(type: keyof typeof timeoutTypes): Failure {
  const words = type.toLowerCase().replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return {
    message: `activity ${words} timeout`,
    source: 'Server',
    timeoutFailureInfo: { timeoutType: timeoutTypes[type] },
  };
}

function wrap(cause: Failure, { command, retryState }: { command: FunctionCommand; retryState: number }): Failure {
  const { activityType, activityId } = command;
  return {
    message: cause.timeoutFailureInfo ? 'activity timed out' : 'Activity task failed',
    source: 'Server',
    cause,
    activityFailureInfo: { activityType: { name: activityType }, activityId, retryState, identity: 'memory' },
  };
}

/** The details of a heartbeat reach the next attempt as they would over the wire. */
function copy(value: unknown): unknown {
  return value === undefined ? undefined : fromPayloads(toPayloads([value]))[0];
}
