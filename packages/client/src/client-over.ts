import { toMilliseconds } from '@tfn/core';
import { kindOf } from '@tfn/core/internal';
import type {
  AnyMessageDef,
  AnyRunnable,
  Client,
  InvokeOptions,
  StartOptions,
  UpdateOptions,
  UpdatedWithStart,
  WorkflowHandle,
} from '@tfn/core';
import type { AnyTarget } from '@tfn/core/internal';
import { assertText } from './runs/assert-text.ts';
import { listWorkflows } from './runs/list-workflows.ts';
import { planStart } from './runs/plan-start.ts';
import type { StartPlan } from './runs/plan-start.ts';
import { resolveTaken, sendToOwn, startSubject } from './runs/taken-id.ts';
import type { ExecutionRef, SentMessage, StartMode, Transport, UpdatedStart, WorkflowApi } from './transport.ts';
import { planUpdate } from './runs/send-update.ts';
import { toMessage } from './runs/to-message.ts';
import { createHandle } from './runs/workflow-handle.ts';
import { toUpdateError } from './errors/workflow-failure.ts';

/** Makes the methods that all clients share, over one transport. */
export function createClientOver(transport: Transport, taskQueue: string): Client {
  // Takes the promise of the plan: awaiting it in a function between would add two promises to each start.
  const send = async (planning: Promise<StartPlan>, signal?: SentMessage): Promise<WorkflowHandle> => {
    const plan = await planning;
    const attempt = (how?: StartMode): Promise<ExecutionRef> =>
      transport.call(startSubject(plan), (api) => api.start(plan, how));
    let ref: ExecutionRef;
    if (signal) ref = await sendToOwn({ transport, plan, attempt: () => attempt({ signal }) });
    else
      try {
        ref = await attempt();
      } catch (error) {
        ref = await resolveTaken(error, { transport, plan, attempt });
      }
    return handleOf(plan, ref);
  };

  const handleOf = ({ what, workflowType }: StartPlan, ref: ExecutionRef): WorkflowHandle =>
    createHandle({ transport, ref, what, workflowType });

  const toPlan = (target: AnyTarget, input: unknown, options: StartOptions = {}): Promise<StartPlan> =>
    planStart({ target, input, options, taskQueue });

  const start = (target: AnyTarget, input?: unknown, options?: StartOptions): Promise<WorkflowHandle> =>
    send(toPlan(target, input, options));

  const getHandle = (first: AnyRunnable | string, second?: string, third?: string): WorkflowHandle => {
    assertText("the workflow's id", typeof first === 'string' ? first : (second as string));
    if (typeof first === 'string') return createHandle({ transport, ref: { workflowId: first, runId: second } });
    const workflowId = second as string;
    return createHandle({
      transport,
      ref: { workflowId, runId: third },
      what: `${kindOf(first)} '${first.name}'`,
      workflowType: first.name,
    });
  };

  // The methods of a handle, by workflow id.
  const byId = VERBS.map((verb) => [
    verb,
    async (workflowId: string, ...rest: readonly unknown[]) =>
      (getHandle(workflowId)[verb] as (...args: readonly unknown[]) => Promise<unknown>)(...rest),
  ]);

  const client = {
    start,

    async invoke(target: AnyTarget, input?: unknown, { timeout, ...options }: InvokeOptions = {}): Promise<unknown> {
      const limit = timeout === undefined ? undefined : toMilliseconds(timeout, 'timeout');
      const handle = await start(target, input, options);
      return handle.result(limit === undefined ? {} : { timeout: limit });
    },

    async signalWithStart(
      target: AnyTarget,
      { signal, payload, input, ...options }: StartOptions & { signal: Message; payload?: unknown; input?: unknown },
    ): Promise<WorkflowHandle> {
      const { message, inputs } = toMessage('signal', signal, payload);
      const planning = toPlan(target, input, options);
      return send(
        planning.then((plan) => ({ ...plan, inputs: [...plan.inputs, ...inputs] })),
        message,
      );
    },

    async updateWithStart(
      target: AnyTarget,
      {
        update,
        payload,
        input,
        updateId: id,
        ...options
      }: StartOptions & UpdateOptions & { update: Message; payload?: unknown; input?: unknown },
    ): Promise<UpdatedWithStart<unknown, unknown>> {
      const { message, updateId, call } = planUpdate(update, payload, id === undefined ? {} : { updateId: id });
      const plan = await toPlan(target, input, options);
      const subject = startSubject({ ...plan, inputs: [...plan.inputs, ...call.about.inputs] });
      const details = { update: message.name, workflowId: plan.workflowId };
      const run = (api: WorkflowApi): Promise<UpdatedStart> =>
        api.updateWithStart(plan, message, updateId).catch(async (error: unknown) => {
          throw await toUpdateError(error, details, () => api.wasAccepted(plan, updateId));
        });
      const { ref, result } = await sendToOwn({
        transport,
        plan,
        attempt: () => transport.call(subject, run, { answerer: 'workflow' }),
      });
      return { result, handle: handleOf(plan, ref) };
    },

    getHandle,
    ...Object.fromEntries(byId),
    list: (query?: string) => listWorkflows(transport, query),
    close: () => transport.close(),
  };
  // The interface's generic signatures type names and definitions; these implementations do not need those types.
  return client as unknown as Client;
}

// --- internal ---

type Message = AnyMessageDef | string;

const VERBS = ['signal', 'query', 'update', 'startUpdate', 'cancel', 'terminate'] as const;
