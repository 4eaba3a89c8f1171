import type { AnyWorkflowDef, ChildHandle, ChildOptions } from '@tfn/core';
import { messageName, toMilliseconds } from '@tfn/core';
import { CancellationScope, executeChild, startChild } from '@temporalio/workflow';
import type { ChildWorkflowOptions, Workflow } from '@temporalio/workflow';

/** What a caller gives after the definition. */
type ChildArgs = readonly [input?: unknown, options?: ChildOptions];

/** Runs a child workflow and resolves to its result. */
export function runChild(def: AnyWorkflowDef, args: ChildArgs): Promise<unknown> {
  return executeChild<Workflow>(def.name, toChildOptions(def, args));
}

/** Starts a child workflow in a scope of its own, so that its handle can cancel it alone. */
export async function openChild(def: AnyWorkflowDef, args: ChildArgs): Promise<ChildHandle<unknown>> {
  const scope = new CancellationScope();
  const handle = await scope.run(() => startChild<Workflow>(def.name, toChildOptions(def, args)));
  return {
    workflowId: handle.workflowId,
    runId: handle.firstExecutionRunId,
    signal: (signal, ...payload) => handle.signal(messageName(signal), ...payload),
    cancel: () => scope.cancel(),
    result: () => handle.result(),
  };
}

// --- internal ---

const CLOSE_POLICIES = { terminate: 'TERMINATE', abandon: 'ABANDON', 'request-cancel': 'REQUEST_CANCEL' } as const;

function toChildOptions(
  def: AnyWorkflowDef,
  [input, overrides = {}]: ChildArgs,
): ChildWorkflowOptions & { args: unknown[] } {
  const { input: _input, output: _output, onFailure: _onFailure, ...own } = def.options;
  const { executionTimeout, runTimeout, parentClosePolicy, searchAttributes, ...rest }: ChildOptions = {
    ...own,
    ...overrides,
  };
  const options = {
    ...rest,
    args: input === undefined ? [] : [input],
    workflowExecutionTimeout:
      executionTimeout === undefined ? undefined : toMilliseconds(executionTimeout, 'executionTimeout'),
    workflowRunTimeout: runTimeout === undefined ? undefined : toMilliseconds(runTimeout, 'runTimeout'),
    parentClosePolicy: parentClosePolicy === undefined ? undefined : CLOSE_POLICIES[parentClosePolicy],
    searchAttributes: searchAttributes === undefined ? undefined : toLists(searchAttributes),
  };
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as ChildWorkflowOptions & {
    args: unknown[];
  };
}

/** Temporal's form of search attributes: a list of values for each. */
function toLists(attributes: NonNullable<ChildOptions['searchAttributes']>): Record<string, unknown[]> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, Array.isArray(value) ? value : [value]]),
  );
}
