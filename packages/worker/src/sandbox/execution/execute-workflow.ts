/**
 * One execution of a workflow, from its start to its end.
 * I1: the handler runs up to its first await before the worker's `tfn.signal`s are set, so that its own handlers come first.
 * I2: an execution ends only when its running signal and update handlers have ended, and the functions that it scheduled last, which would
 *     otherwise never run (see `UnsentSteps`).
 * I3: what the handler, or that of a signal, throws ends the execution (see `toFailure`); `onFailure` runs when no retry follows.
 * I4: a rejection that no code has awaited by its end fails it (see `afterUnawaited`).
 * I5: a request to continue as new that code has caught does not keep messages waiting (see `Ending.goOn`).
 * I6: a successful execution makes two promises besides those of its handler. Each costs time, as Temporal's worker records the stack of
 *     every promise that is made in a workflow.
 */
import type { AnyWorkflowDef } from '@tfn/core';
import { ContinueAsNew, isCancellation } from '@temporalio/workflow';
import { createWorkflowContext } from '../context/workflow-context.ts';
import { toFailure } from '../context/failure.ts';
import { carry, receiveCarried, reportUntaken } from '../messages/carried-signals.ts';
import { isA } from '../../shared/application-failure.ts';
import { afterUnawaited, logUnawaited } from './unawaited.ts';
import { isLater, toRequest } from './continue-as-new.ts';
import { recordUpdates } from '../messages/handled-updates.ts';
import { isInHandler } from '../messages/handler-scope.ts';
import { createHandlers } from '../messages/handlers.ts';
import { makeOutcome } from './make-outcome.ts';
import { createOutcome } from './outcome.ts';
import { runOnFailure } from './on-failure.ts';
import { createParsedMark, parseOutput, parsesOutput } from '../schemas/apply-schema.ts';
import { assertSendable, limitPayloads, releasePayloads } from '../limits/payload-limit.ts';
import { createSignalInbox } from '../context/signal-inbox.ts';
import { createUnsentSteps } from '../context/unsent-steps.ts';
import { unrecorded } from '../promises/floating-rejections.ts';
import { promiseWatch } from '../sdk/promise-watch.ts';
import { handleWorkerSignals } from '../context/worker-signals.ts';

export function executeWorkflow(def: AnyWorkflowDef, args: readonly unknown[]): Promise<unknown> {
  const carried = receiveCarried(args);
  limitPayloads();
  logUnawaited();
  const markParsed = createParsedMark(def);
  const ended = new Promise<unknown>((resolve, reject) => {
    let hasFailed = false;
    let hasAsked = false;
    let isEnding = false;
    const fail = (error: unknown): void => {
      if (hasFailed) return;
      hasFailed = true;
      isEnding = true;
      outcome.fix();
      void toEnd(def, args, error).then((failure) => {
        if (!(failure instanceof ContinueAsNew)) reportUntaken(inbox.takeQueued());
        reject(failure);
      }, reject);
    };
    const stop = (error: unknown): void => {
      if (!isA(error, ContinueAsNew)) return fail(error);
      isEnding = true;
      if (!isLater(error)) fixInput();
      afterAll(() => request(error));
    };
    const inbox = createSignalInbox(stop);
    const handlers = createHandlers(inbox);
    const handled = recordUpdates(carried);
    const outcome = createOutcome(handlers.mayAwaitMessage);
    const fixInput = (): void => {
      hasAsked = true;
      outcome.fix();
      inbox.hold(handlers.mayAwaitMessage);
    };
    const goOn = (): void => {
      if (!hasAsked || isEnding || isInHandler()) return;
      hasAsked = false;
      outcome.reopen();
      inbox.letGo();
    };
    const unsent = createUnsentSteps();
    const ctx = createWorkflowContext(inbox, unsent, { outcome, handlers, fixInput, goOn, stop });

    const afterHandlers = (end: () => void): void => {
      if (handlers.haveEnded()) end();
      else unrecorded(() => void handlers.endedAtLast().then(() => afterHandlers(end), fail));
    };
    const afterAll = (end: () => void): void => {
      const steps = unsent.take();
      if (steps.length === 0) afterHandlers(() => afterUnawaited(end, stopAtOnce));
      else unrecorded(() => void Promise.allSettled(steps).then(() => afterAll(end)));
    };
    const succeed = (result: unknown): void => {
      isEnding = true;
      if (typeof result !== 'function') outcome.fix();
      afterAll(() => {
        if (hasFailed) return;
        try {
          const value = typeof result === 'function' ? makeOutcome(def.name, result as () => unknown) : result;
          outcome.fix();
          assertSendable(`the workflow '${def.name}'`, value);
          if (parsesOutput(def)) unrecorded(() => void parseOutput(def, value).then(completeParsed, fail));
          else complete(value);
        } catch (error) {
          fail(error);
        }
      });
    };
    const completeParsed = (output: unknown): void =>
      afterAll(() => {
        try {
          if (hasFailed) return;
          assertSendable(`the workflow '${def.name}'`, output);
          complete(output);
        } catch (error) {
          fail(error);
        }
      });
    const complete = (output: unknown): void => {
      reportUntaken(inbox.takeQueued());
      resolve(output);
    };
    const stopAtOnce = (error: unknown): void => {
      if (isA(error, ContinueAsNew)) request(error);
      else fail(error);
    };
    const request = (given: ContinueAsNew): void => {
      if (!hasFailed) unrecorded(() => void toRequest(given, def.name).then(continueWith, fail));
    };
    const continueWith = (made: ContinueAsNew): void => {
      try {
        if (!hasFailed) {
          markParsed(made);
          carry(made, { queued: inbox.takeQueued(), handled });
        }
        fail(made);
      } catch (error) {
        fail(error);
      }
    };

    try {
      const running = Promise.resolve(def.handler(ctx, args[0]));
      handleWorkerSignals(ctx, inbox);
      promiseWatch().floating.drop(running.then(succeed, stop));
    } catch (error) {
      stop(error);
    }
  });
  promiseWatch().floating.expectEnd();
  return ended;
}

// --- internal ---

/** The failure that Temporal gets, once `onFailure` has run. */
async function toEnd(def: AnyWorkflowDef, args: readonly unknown[], error: unknown): Promise<unknown> {
  const failure = toFailure(error);
  if (def.options.onFailure !== undefined && !(failure instanceof ContinueAsNew) && !isCancellation(failure))
    await runOnFailure(def.options.onFailure, failure, args[0]);
  releasePayloads();
  return failure;
}
