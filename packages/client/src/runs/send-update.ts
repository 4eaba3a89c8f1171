/** Updates of one execution. */
import { assertNames, describe, inputError } from '@tfn/core/internal';
import type { AnyMessageDef, UpdateHandle, UpdateOptions } from '@tfn/core';
import type { CallSubject } from '../errors/call-errors.ts';
import { toUpdateError } from '../errors/workflow-failure.ts';
import type { CallOptions, ExecutionRef, SentMessage, WorkflowApi } from '../transport.ts';
import { assertText } from './assert-text.ts';
import { toMessage } from './to-message.ts';

/** The execution that an update is for, and how it is reached. */
export interface UpdateTarget {
  readonly ref: ExecutionRef;
  call<TResult>(
    verb: string,
    run: (api: WorkflowApi) => Promise<TResult>,
    options: CallOptions & { readonly more: string; readonly about: Pick<CallSubject, 'inputs'> },
  ): Promise<TResult>;
}

/** An update to send. */
export interface PlannedUpdate {
  readonly message: SentMessage;
  readonly updateId: string;
  readonly call: CallOptions & { readonly more: string; readonly about: Required<Pick<CallSubject, 'inputs'>> };
}

/** Sends an update, and waits for its result. */
export async function sendUpdate(
  { ref, call }: UpdateTarget,
  ...[update, input, options]: readonly [AnyMessageDef | string, unknown?, UpdateOptions?]
): Promise<unknown> {
  const { message, updateId, call: how } = planUpdate(update, input, options);
  const details = { update: message.name, workflowId: ref.workflowId };
  return call(
    'update',
    (api) =>
      api.update(ref, message, updateId).catch(async (error: unknown) => {
        throw await toUpdateError(error, details, () => api.wasAccepted(ref, updateId));
      }),
    how,
  );
}

/** Sends an update, and waits until the workflow has accepted it. */
export async function startUpdate(
  { ref, call }: UpdateTarget,
  ...[update, input, options]: readonly [AnyMessageDef | string, unknown?, UpdateOptions?]
): Promise<UpdateHandle> {
  const { message, updateId, call: how } = planUpdate(update, input, options);
  const { workflowId } = ref;
  const details = { update: message.name, workflowId };
  const rethrow =
    (isAccepted: boolean) =>
    async (error: unknown): Promise<never> => {
      throw await toUpdateError(error, details, async () => isAccepted);
    };
  const started = await call('update', (api) => api.startUpdate(ref, message, updateId).catch(rethrow(false)), how);
  return {
    updateId,
    workflowId,
    result: () => call('get the result of an update of', (api) => started.result(api).catch(rethrow(true)), how),
  };
}

/** Plans an update. @throws {TfnError} TFN_OPTIONS_INVALID */
export function planUpdate(update: AnyMessageDef | string, input: unknown, options: UpdateOptions = {}): PlannedUpdate {
  const { message, inputs } = toMessage('update', update, input);
  const { name } = message;
  assertNames(`the update '${name}'`, options, { known: ['updateId'] });
  const { updateId = crypto.randomUUID() } = options;
  if (typeof updateId !== 'string' || updateId === '')
    throw inputError('TFN_OPTIONS_INVALID', {
      what: `the update '${name}'`,
      problems: [`updateId: ${describe(updateId)} is not an id`],
    });
  assertText("the update's id", updateId);
  return { message, updateId, call: { more: ` with '${name}'`, about: { inputs }, answerer: 'workflow' } };
}
