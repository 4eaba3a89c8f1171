/**
 * A start whose id another execution holds.
 * I1: an id is one execution only for one type of workflow, or one function: no other target adopts, restarts or signals it.
 * I2: an ordinary start stays one request: the holder is looked up only when Temporal has rejected the id.
 * I3: a holder that is gone when it is looked up is a race: the start is repeated.
 */
import { isTfnError } from '@tfn/core';
import { kindOf, workflowExistsError } from '@tfn/core/internal';
import type { CallSubject } from '../errors/call-errors.ts';
import type { ExecutionRef, Holder, StartMode, Transport } from '../transport.ts';
import type { StartPlan } from './plan-start.ts';

/** A start, and how to send it. */
export interface PlannedStart {
  readonly transport: Transport;
  readonly plan: StartPlan;
  /** Sends it. */
  attempt(how?: StartMode): Promise<ExecutionRef>;
}

/**
 * Adopts the execution that holds the id, restarts it, or throws, as `onDuplicate` says.
 * @throws {TfnError} TFN_WORKFLOW_EXISTS, and what the start was rejected with when it is not about the id
 */
export async function resolveTaken(rejection: unknown, start: PlannedStart): Promise<ExecutionRef> {
  const { transport, plan, attempt } = start;
  const { workflowId, options } = plan;
  let error = rejection;
  for (let repeats = 0; hasCode(error, 'TFN_WORKFLOW_EXISTS') && repeats < MAX_REPEATS; repeats++) {
    const holder = await findHolder(transport, { workflowId }).catch((unknown: unknown) => {
      // Whatever has the id, this start has failed.
      throw options.onDuplicate === 'fail' ? error : unknown;
    });
    try {
      // Gone in between.
      if (holder === undefined) return await attempt();
      const isOwn = await isSameTarget(transport, { plan, holder });
      if (!isOwn || options.onDuplicate === 'fail') throw exists(plan, { holder, isOwn, error });
      if (options.onDuplicate === 'restart') return await attempt({ replace: true });
      const { runId, firstRunId, isOpen } = holder;
      // A closed execution is known by its id alone: its handle returns the result that the id has by then.
      return isOpen ? { workflowId, resultRunId: runId, firstRunId } : { workflowId };
    } catch (next) {
      if (hasCode(next, 'TFN_WORKFLOW_EXISTS') && next.details['heldBy'] !== undefined) throw next;
      error = next;
    }
  }
  throw error;
}

/**
 * Sends a signal or an update to the running execution that holds the id, or to one that it starts. Temporal sends it to whatever runs under
 * an id, so the holder is looked up before.
 * @throws {TfnError} TFN_WORKFLOW_EXISTS when something else holds the id, or Temporal rejects the id again and again
 */
export async function sendToOwn<TResult>({
  transport,
  plan,
  attempt,
}: Omit<PlannedStart, 'attempt'> & { attempt(): Promise<TResult> }): Promise<TResult> {
  let rejection: unknown;
  for (let repeats = 0; repeats < MAX_REPEATS; repeats++) {
    const holder = await findHolder(transport, { workflowId: plan.workflowId });
    if (holder?.isOpen === true && !(await isSameTarget(transport, { plan, holder })))
      throw exists(plan, { holder, isOwn: false });
    try {
      return await attempt();
    } catch (error) {
      // Another call took the id in between: nothing was sent.
      if (!hasCode(error, 'TFN_WORKFLOW_EXISTS')) throw error;
      rejection = error;
    }
  }
  throw rejection;
}

/** Describes a start for the errors of its calls. */
export function startSubject({
  what,
  name,
  workflowId,
  inputs,
}: Pick<StartPlan, 'what' | 'name' | 'workflowId' | 'inputs'>): CallSubject {
  return { action: `start the ${what}`, workflowId, inputs, name };
}

// --- internal ---

/** How often a start is repeated when the holder of its id has disappeared. */
const MAX_REPEATS = 5;

async function findHolder(
  transport: Transport,
  { workflowId, runId }: Pick<ExecutionRef, 'workflowId' | 'runId'>,
): Promise<Holder | undefined> {
  try {
    return await transport.call({ action: `look up '${workflowId}'`, workflowId }, (api) =>
      api.findHolder({ workflowId, runId }),
    );
  } catch (error) {
    if (hasCode(error, 'TFN_WORKFLOW_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** Whether the id is held by what the plan starts. A run that continued as another type counts as what its chain began with. */
async function isSameTarget(
  transport: Transport,
  { plan, holder }: { plan: StartPlan; holder: Holder },
): Promise<boolean> {
  if (runsTarget(plan, holder)) return true;
  const { runId, firstRunId } = holder;
  if (!firstRunId || firstRunId === runId) return false;
  const first = await findHolder(transport, { workflowId: plan.workflowId, runId: firstRunId });
  return first !== undefined && runsTarget(plan, first);
}

function runsTarget({ def, name, workflowType }: StartPlan, holder: Holder): boolean {
  if (holder.workflowType !== workflowType) return false;
  return kindOf(def) !== 'function' || holder.functionName === undefined || holder.functionName === name;
}

function exists(
  { workflowId, name }: StartPlan,
  { holder, isOwn, error }: { holder: Holder; isOwn: boolean; error?: unknown },
): Error {
  const { functionName, workflowType } = holder;
  const heldBy = functionName === undefined ? `workflow '${workflowType}'` : `function '${functionName}'`;
  return workflowExistsError({ workflowId, name, heldBy, isOwn }, error);
}

function hasCode(error: unknown, code: string): error is Error & { details: Readonly<Record<string, unknown>> } {
  return isTfnError(error) && error.code === code;
}
