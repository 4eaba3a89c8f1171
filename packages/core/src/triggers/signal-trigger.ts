import type { FunctionDef } from '../definitions/function.ts';
import { messageName } from '../definitions/message.ts';
import type { SignalDef } from '../definitions/message.ts';
import { defineTrigger } from './trigger.ts';
import type { TriggerBase } from './trigger.ts';
import type { WorkflowContext } from '../context/workflow-context.ts';
import type { WorkflowDef } from '../definitions/workflow.ts';

/** Runs inside the workflow that was signalled. */
export type SignalHandler<TPayload> = (ctx: WorkflowContext, payload: TPayload) => void | Promise<void>;

/** What a signal may reach. */
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
 * Handles a signal for every workflow of the worker that has no handler of its own for that name. A plain handler runs in the
 * workflow that was signalled; a function runs as its activity; a workflow starts as an abandoned child.
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
