/**
 * One execution of a workflow, from its start to its end.
 * I1: the handler runs up to its first await before the worker's `tfn.signal`s are set, so that its own handlers come first.
 * I2: an execution ends only when the signal and update handlers that it began have ended.
 * I3: what the handler, or that of a signal, throws ends the execution (see `toFailure`); `onFailure` runs when no retry follows.
 */
import type { AnyWorkflowDef, WorkflowContext } from '@tfn/core';
import { allHandlersFinished, condition, ContinueAsNew, isCancellation } from '@temporalio/workflow';
import { createWorkflowContext } from './context.ts';
import { toFailure } from './failure.ts';
import { runOnFailure } from './on-failure.ts';
import { assertSendable, limitPayloads, releasePayloads } from './payload-limit.ts';
import { createSignalInbox } from './signal-inbox.ts';
import type { SignalInbox } from './signal-inbox.ts';
import { handleWorkerSignals } from './worker-signals.ts';

export async function executeWorkflow(def: AnyWorkflowDef, args: readonly unknown[]): Promise<unknown> {
  limitPayloads();
  const inbox = createSignalInbox();
  const ctx = createWorkflowContext(inbox);
  try {
    const running = start(def, ctx, args);
    handleWorkerSignals(ctx, inbox);
    const result = await Promise.race([settle(running, inbox), inbox.failed]);
    assertSendable(`the workflow '${def.name}'`, result);
    return result;
  } catch (error) {
    const failure = toFailure(error);
    if (def.options.onFailure !== undefined && !(failure instanceof ContinueAsNew) && !isCancellation(failure))
      await runOnFailure(def.options.onFailure, failure, args[0]);
    releasePayloads();
    throw failure;
  }
}

// --- internal ---

/** Turns a synchronous throw of a handler that is not async into a rejection. */
async function start(def: AnyWorkflowDef, ctx: WorkflowContext, args: readonly unknown[]): Promise<unknown> {
  return def.handler(ctx, args[0]);
}

/** Waits for the handler, and then for the signal and update handlers that it leaves running. */
async function settle(running: Promise<unknown>, inbox: SignalInbox): Promise<unknown> {
  try {
    const result = await running;
    await handlersEnd(inbox);
    return result;
  } catch (error) {
    if (error instanceof ContinueAsNew) await handlersEnd(inbox);
    throw error;
  }
}

async function handlersEnd(inbox: SignalInbox): Promise<void> {
  const haveEnded = (): boolean => inbox.isIdle() && allHandlersFinished();
  if (!haveEnded()) await condition(haveEnded);
}
