import type { AnyWorkflowDef, ChildHandle, ChildOptions } from '@tfn/core';
import {
  assertRetry,
  CHILD_RULES,
  definedOnly,
  resolveOptions,
  sentOptions,
  toTemporalOptions,
  withSchemaMemo,
  workflowExistsError,
} from '@tfn/core/internal';
import { assertMemo, sending } from '../limits/payload-limit.ts';
import { assertAttributes, lookUpAttributes } from '../limits/search-attributes.ts';
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
  const { options, looking } = toChildOptions(def, args);
  const run = (): Promise<unknown> => {
    const seq = nextSeq('childWorkflow');
    const child = sending(whatOf(def), () => executeChild<Workflow>(def.name, options));
    return notePending(child.catch(rethrow), 'childWorkflow', seq);
  };
  return looking === undefined ? run() : looking.then(run);
}

/** Starts a child workflow in a scope of its own, so that its handle can cancel it alone. */
export async function openChild(def: AnyWorkflowDef, args: ChildArgs): Promise<ChildHandle<unknown>> {
  const scope = new CancellationScope();
  const { options, looking } = toChildOptions(def, args);
  if (looking !== undefined) await looking;
  const handle = await scope.run(() =>
    sending(whatOf(def), () => startChild<Workflow>(def.name, options)).catch(rethrow),
  );
  return {
    workflowId: handle.workflowId,
    runId: handle.firstExecutionRunId,
    signal: (signal, ...payload) => {
      const name = toSignalName(signal);
      assertRoom('signal');
      return sending(`the signal '${name}'`, () => handle.signal(name, ...payload));
    },
    cancel: () => scope.cancel(),
    result: () => cancellableBy(handle.result(), () => scope.cancel()),
  };
}

// --- internal ---

function whatOf({ name }: AnyWorkflowDef): string {
  return `the child workflow '${name}'`;
}

/** Temporal's error for an id that is taken names neither the id nor the child. */
function rethrow(error: unknown): never {
  if (!(error instanceof Error) || error.name !== 'WorkflowExecutionAlreadyStartedError') throw error;
  const { workflowId, workflowType } = error as Error & { workflowId: string; workflowType: string };
  throw workflowExistsError({ workflowId, name: workflowType }, error);
}

const CLOSE_POLICIES = { terminate: 'TERMINATE', abandon: 'ABANDON', 'request-cancel': 'REQUEST_CANCEL' } as const;

interface PlannedChild {
  readonly options: ChildWorkflowOptions & { args: unknown[] };
  /** While its search attributes are looked up. */
  readonly looking: Promise<void> | undefined;
}

function toChildOptions(def: AnyWorkflowDef, [input, given]: ChildArgs): PlannedChild {
  const what = whatOf(def);
  const overrides = given && resolveOptions(what, given, { rules: CHILD_RULES });
  const { parentClosePolicy, cancellationType, ...rest }: ChildOptions = { ...sentOptions(def.options), ...overrides };
  assertRetry(what, rest.retry);
  assertRoom('child');
  const attributes = rest.searchAttributes && definedOnly(rest.searchAttributes);
  const sent = attributes && { what, attributes };
  if (sent) assertAttributes(sent);
  if (rest.memo) assertMemo(what, rest.memo);
  const options = toTemporalOptions({
    ...rest,
    // Its worker parses the input.
    ...withSchemaMemo(def.options, rest.memo, 'raw'),
    args: input === undefined ? [] : [input],
    parentClosePolicy: parentClosePolicy === undefined ? undefined : CLOSE_POLICIES[parentClosePolicy],
    cancellationType: cancellationType && toTemporalName(cancellationType),
  }) as unknown as PlannedChild['options'];
  return { options, looking: sent && lookUpAttributes(sent) };
}
