import type { FunctionDef } from '../definitions/function.ts';
import { messageName } from '../definitions/message.ts';
import type { SignalDef } from '../definitions/message.ts';
import { defineTrigger } from './trigger.ts';
import type { TriggerBase } from './trigger.ts';
import type { WorkflowContext } from '../context/workflow-context.ts';
import type { WorkflowDef } from '../definitions/workflow.ts';

/** A handler that runs inside the workflow that receives the signal. */
export type SignalHandler<TPayload> = (ctx: WorkflowContext, payload: TPayload) => void | Promise<void>;

/** The possible targets of `tfn.signal`. */
export type SignalTarget<TPayload> =
  | SignalHandler<TPayload>
  | FunctionDef<string, TPayload, unknown>
  | WorkflowDef<string, TPayload, unknown>;

/** A handler of `tfn.signal`. */
export interface SignalTriggerDef extends TriggerBase {
  readonly type: 'signal';
  readonly name: string;
  readonly target: SignalTarget<never>;
}

/**
 * Handles a signal in every workflow of the worker that has no handler for that name. A plain handler runs in the
 * workflow that receives the signal, a function runs as its activity, and a workflow starts as its abandoned child.
 * @example tfn.signal('order.cancel', async (ctx, payload: { reason: string }) => { … });
 * @throws {TfnError} TFN_TARGET_INVALID, TFN_NAME_DUPLICATE
 */
export function signal<TPayload>(
  message: string | SignalDef<TPayload>,
  target: SignalTarget<TPayload>,
): SignalTriggerDef {
  const name = messageName(message);
  const fields = { type: 'signal', name, target, options: {} } as const;
  const targets = ['workflow', 'function', 'handler'] as const;
  return defineTrigger({
    call: `tfn.signal('${name}')`,
    key: name,
    fields,
    targets,
    boundary: signal,
  }) as SignalTriggerDef;
}
