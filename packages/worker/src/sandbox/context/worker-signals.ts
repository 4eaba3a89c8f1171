import { registry } from '@tfn/core';
import { kindOf } from '@tfn/core/internal';
import type { AnyFunctionDef, AnyWorkflowDef, SignalTriggerDef, WorkflowContext } from '@tfn/core';
import { log } from '@temporalio/workflow';
import { toFailure } from './failure.ts';
import { openChild } from './child-workflow.ts';
import { runFunction } from './run-function.ts';
import type { SignalInbox } from './signal-inbox.ts';

/** Lets every `tfn.signal` of the bundle handle its name, unless the workflow does so itself. An error is logged and does not end the workflow. */
export function handleWorkerSignals(ctx: WorkflowContext, inbox: SignalInbox): void {
  for (const trigger of registry.triggers.values()) {
    if (trigger.type !== 'signal') continue;
    inbox.fallBack(trigger.name, async (payload) => {
      try {
        await reach(trigger, ctx, payload);
      } catch (error) {
        log.error(`The handler of tfn.signal('${trigger.name}') threw`, {
          signal: trigger.name,
          error: toFailure(error),
        });
      }
    });
  }
}

// --- internal ---

async function reach({ target }: SignalTriggerDef, ctx: WorkflowContext, payload: unknown): Promise<void> {
  const kind = kindOf(target);
  if (kind === 'function') await runFunction(target as AnyFunctionDef, payload);
  else if (kind === 'workflow') await openChild(target as AnyWorkflowDef, [payload, { parentClosePolicy: 'abandon' }]);
  else await (target as (ctx: WorkflowContext, payload: unknown) => void | Promise<void>)(ctx, payload);
}
