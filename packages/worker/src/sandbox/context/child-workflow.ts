import type { AnyWorkflowDef, ChildHandle, ChildOptions } from '@tfn/core';
import { assertRetry, CHILD_RULES, resolveOptions, toTemporalOptions, workflowExistsError } from '@tfn/core/internal';
import { assertRoom } from '../limits/pending-limit.ts';
import { CancellationScope, executeChild, startChild } from '@temporalio/workflow';
import type { ChildWorkflowOptions, Workflow } from '@temporalio/workflow';
import { cancellableBy, notePending } from '../promises/cancel-pending.ts';
import { nextSeq } from '../sdk/activator.ts';
import { toTemporalName } from './calls/temporal-name.ts';
import { toSignalName } from './calls/stored-names.ts';

/** The arguments after the definition. */
type ChildArgs = readonly [input?: unknown, options?: ChildOptions];

/** Runs a child workflow and resolves to its result. */
export function runChild(def: AnyWorkflowDef, args: ChildArgs): Promise<unknown> {
  const options = toChildOptions(def, args);
  const seq = nextSeq('childWorkflow');
  return notePending(executeChild<Workflow>(def.name, options).catch(rethrow), 'childWorkflow', seq);
}

/** Starts a child workflow in a scope of its own, so that its handle can cancel it alone. */
export async function openChild(def: AnyWorkflowDef, args: ChildArgs): Promise<ChildHandle<unknown>> {
  const scope = new CancellationScope();
  const handle = await scope.run(() => startChild<Workflow>(def.name, toChildOptions(def, args)).catch(rethrow));
  return {
    workflowId: handle.workflowId,
    runId: handle.firstExecutionRunId,
    signal: (signal, ...payload) => {
      const name = toSignalName(signal);
      assertRoom('signal');
      return handle.signal(name, ...payload);
    },
    cancel: () => scope.cancel(),
    result: () => cancellableBy(handle.result(), () => scope.cancel()),
  };
}

// --- internal ---

/** Temporal's error for an id that is taken names neither the id nor the child. */
function rethrow(error: unknown): never {
  if (!(error instanceof Error) || error.name !== 'WorkflowExecutionAlreadyStartedError') throw error;
  const { workflowId, workflowType } = error as Error & { workflowId: string; workflowType: string };
  throw workflowExistsError({ workflowId, name: workflowType }, error);
}

const CLOSE_POLICIES = { terminate: 'TERMINATE', abandon: 'ABANDON', 'request-cancel': 'REQUEST_CANCEL' } as const;

function toChildOptions(def: AnyWorkflowDef, [input, given]: ChildArgs): ChildWorkflowOptions & { args: unknown[] } {
  const {
    input: _input,
    output: _output,
    onFailure: _onFailure,
    versioningBehavior: _versioningBehavior,
    ...own
  } = def.options;
  const what = `the child workflow '${def.name}'`;
  const overrides = given && resolveOptions(what, given, { rules: CHILD_RULES });
  const { parentClosePolicy, cancellationType, ...rest }: ChildOptions = { ...own, ...overrides };
  assertRetry(what, rest.retry);
  assertRoom('child');
  return toTemporalOptions({
    ...rest,
    args: input === undefined ? [] : [input],
    parentClosePolicy: parentClosePolicy === undefined ? undefined : CLOSE_POLICIES[parentClosePolicy],
    cancellationType: cancellationType && toTemporalName(cancellationType),
  }) as unknown as ChildWorkflowOptions & { args: unknown[] };
}
