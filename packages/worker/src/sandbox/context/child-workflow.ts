import type { AnyWorkflowDef, ChildHandle, ChildOptions } from '@tfn/core';
import { toMilliseconds } from '@tfn/core';
import { messageName, toTemporalOptions, workflowExistsError } from '@tfn/core/internal';
import { CancellationScope, executeChild, startChild } from '@temporalio/workflow';
import type { ChildWorkflowOptions, Workflow } from '@temporalio/workflow';
import { toTemporalName } from './calls/temporal-name.ts';

/** The arguments after the definition. */
type ChildArgs = readonly [input?: unknown, options?: ChildOptions];

/** Runs a child workflow and resolves to its result. */
export function runChild(def: AnyWorkflowDef, args: ChildArgs): Promise<unknown> {
  return executeChild<Workflow>(def.name, toChildOptions(def, args)).catch(rethrow);
}

/** Starts a child workflow in a scope of its own, so that its handle can cancel it alone. */
export async function openChild(def: AnyWorkflowDef, args: ChildArgs): Promise<ChildHandle<unknown>> {
  const scope = new CancellationScope();
  const handle = await scope.run(() => startChild<Workflow>(def.name, toChildOptions(def, args)).catch(rethrow));
  return {
    workflowId: handle.workflowId,
    runId: handle.firstExecutionRunId,
    signal: (signal, ...payload) => handle.signal(messageName(signal), ...payload),
    cancel: () => scope.cancel(),
    result: () => handle.result(),
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

function toChildOptions(
  def: AnyWorkflowDef,
  [input, overrides = {}]: ChildArgs,
): ChildWorkflowOptions & { args: unknown[] } {
  const {
    input: _input,
    output: _output,
    onFailure: _onFailure,
    versioningBehavior: _versioningBehavior,
    ...own
  } = def.options;
  const { executionTimeout, runTimeout, parentClosePolicy, cancellationType, ...rest }: ChildOptions = {
    ...own,
    ...overrides,
  };
  return toTemporalOptions({
    ...rest,
    args: input === undefined ? [] : [input],
    executionTimeout: executionTimeout === undefined ? undefined : toMilliseconds(executionTimeout, 'executionTimeout'),
    runTimeout: runTimeout === undefined ? undefined : toMilliseconds(runTimeout, 'runTimeout'),
    parentClosePolicy: parentClosePolicy === undefined ? undefined : CLOSE_POLICIES[parentClosePolicy],
    cancellationType: cancellationType && toTemporalName(cancellationType),
  }) as unknown as ChildWorkflowOptions & { args: unknown[] };
}
