import type {
  AnyMessageDef,
  AnyWorkflowDef,
  ChildOptions,
  Duration,
  UpdateHandlerOptions,
  WaitOptions,
  WorkflowContext,
} from '@tfn/core';
import { assertNames, messageName, toWait } from '@tfn/core/internal';
import { condition, defineQuery, deprecatePatch, patched, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import { assertTarget } from './assert-target.ts';
import { cancelOther, signalOther } from './calls/other-workflow.ts';
import { assertHandler, assertPredicate, assertUpdateHandler } from './calls/assert-handler.ts';
import { toPatchId } from './calls/stored-names.ts';
import { sleepUntil } from './calls/sleep-until.ts';
import { createRace } from '../races/race.ts';
import { runInScope } from './calls/scope.ts';
import { runShielded } from '../races/enclosure.ts';
import { startTimer } from '../races/timer.ts';
import { createUpsertSearchAttributes, upsertMemo } from './calls/upserts.ts';
import { openChild, runChild } from './child-workflow.ts';
import { assertAnswerable } from '../limits/payload-limit.ts';
import { failingAtOnce } from './failure.ts';
import { createContinueAsNew } from '../execution/continue-as-new.ts';
import type { Ending } from '../execution/ending.ts';
import { createOnUpdate } from './on-update.ts';
import { createRun } from './run-function.ts';
import { createSaga } from './saga.ts';
import type { SignalInbox } from './signal-inbox.ts';
import type { UnsentSteps } from './unsent-steps.ts';
import { workflowLog } from './calls/workflow-log.ts';

/** The context of a workflow's handler, or of a `tfn.signal`'s. */
export function createWorkflowContext(inbox: SignalInbox, unsent: UnsentSteps, ending: Ending): WorkflowContext {
  const onUpdate = createOnUpdate(ending);
  const race = createRace(inbox);
  // The types of the definitions are checked where users call; here all are of the widest form.
  const context = {
    run: createRun(unsent),
    sleep: (duration: Duration) => {
      ending.goOn();
      return startTimer(toWait(duration, 'ctx.sleep'));
    },
    race: (entries: Parameters<typeof race>[0]) => {
      ending.goOn();
      return race(entries);
    },
    sleepUntil: (time: Date | number) => {
      ending.goOn();
      return sleepUntil(time);
    },
    now: () => new Date(),
    startChild: (workflow: AnyWorkflowDef, ...args: [unknown?, ChildOptions?]) => {
      assertTarget('ctx.startChild', workflow, 'workflow');
      return runChild(workflow, args);
    },
    child: (workflow: AnyWorkflowDef, ...args: [unknown?, ChildOptions?]) => {
      assertTarget('ctx.child', workflow, 'workflow');
      return openChild(workflow, args);
    },
    continueAsNew: createContinueAsNew(ending.fixInput),
    onSignal: (
      signal: string | AnyMessageDef,
      handler: (payload: unknown) => void | Promise<void>,
      ...rest: unknown[]
    ) => {
      const name = messageName(signal);
      assertHandler('signal', name, handler, ...rest);
      inbox.handle(name, handler);
    },
    onQuery: (query: string | AnyMessageDef, handler: (input: unknown) => unknown, ...rest: unknown[]) => {
      const name = messageName(query);
      assertHandler('query', name, handler, ...rest);
      setHandler(
        defineQuery<unknown, [unknown]>(name),
        failingAtOnce((input: unknown) => {
          const result = handler(input);
          assertAnswerable(`the query '${name}'`, result);
          return result;
        }),
      );
    },
    onUpdate: (
      update: string | AnyMessageDef,
      handler: (input: unknown) => unknown,
      options?: UpdateHandlerOptions<unknown>,
    ) => {
      const name = messageName(update);
      assertUpdateHandler(name, handler, options);
      onUpdate(name, handler, options);
    },
    handlersFinished: () => ending.handlers.finished(),
    waitFor: (predicate: () => boolean, timeout?: Duration) => {
      assertPredicate(predicate);
      ending.goOn();
      return waitFor(predicate, timeout);
    },
    waitForSignal: (signal: string | AnyMessageDef, options?: WaitOptions) => {
      if (options !== undefined) assertNames('ctx.waitForSignal', options, { known: ['timeout'] });
      ending.goOn();
      return inbox.next(messageName(signal), options?.timeout);
    },
    signal: signalOther,
    cancel: cancelOther,
    scope: runInScope,
    shield: runShielded,
    saga: createSaga,
    patched: (id: string) => patched(toPatchId(id)),
    deprecatePatch: (id: string) => deprecatePatch(toPatchId(id)),
    upsertMemo,
    upsertSearchAttributes: createUpsertSearchAttributes(ending.stop, unsent),
    uuid: uuid4,
    random: () => Math.random(),
    log: workflowLog,
    get info() {
      return workflowInfo();
    },
  };
  return context as unknown as WorkflowContext;
}

// --- internal ---

async function waitFor(predicate: () => boolean, timeout?: Duration): Promise<boolean | void> {
  // Temporal itself calls the predicate, where a throw would fail the task again and again.
  let thrown: { error: unknown } | undefined;
  const holds = (): boolean => {
    try {
      return predicate();
    } catch (error) {
      thrown = { error };
      return true;
    }
  };
  const met = await (timeout === undefined
    ? condition(holds)
    : condition(holds, toWait(timeout, 'ctx.waitFor timeout')));
  if (thrown !== undefined) throw (thrown as { error: unknown }).error;
  return met;
}
