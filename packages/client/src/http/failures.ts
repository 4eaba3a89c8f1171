import type { WirePayload } from '@tfn/core/internal';
import type { PayloadConverter, WirePayloads } from './payloads.ts';

/** Temporal's Failure, as JSON. One field, whose name ends in FailureInfo, holds its details. */
export interface WireFailure {
  readonly message?: string;
  readonly stackTrace?: string;
  readonly cause?: WireFailure;
  readonly encodedAttributes?: WirePayload;
}

/**
 * Makes the error that the SDK would make of a failure: with the same name, message, stack, cause and fields. `instanceof` works with the
 * SDK's classes, which check marks, not prototypes.
 */
export async function toFailureError(failure: WireFailure, converter: PayloadConverter): Promise<Error> {
  const { encodedAttributes, cause } = failure;
  const [encoded] = encodedAttributes ? await converter.decode({ payloads: [encodedAttributes] }) : [];
  const { message = failure.message, stack_trace: stack = failure.stackTrace ?? '' } = Object(
    encoded,
  ) as EncodedAttributes;
  const [kind, info] = Object.entries(failure).find(([key]) => key.endsWith('FailureInfo')) ?? ['temporalFailureInfo'];
  const name = toName(kind);
  const fields: Record<string, unknown> = name === 'ApplicationFailure' ? { nonRetryable: false, details: [] } : {};
  for (const [key, value] of Object.entries((info ?? {}) as Record<string, unknown>))
    if (!key.endsWith('EventId'))
      fields[key === 'workflowExecution' ? 'execution' : key] =
        // The user chose the type: keep it.
        key === 'type' ? value : await toField(value, converter);
  // The SDK drops the cause of a timeout too.
  if (cause && name !== 'TimeoutFailure') fields['cause'] = await toFailureError(cause, converter);
  return toSdkError(name, message, { ...fields, stack });
}

/** Makes an error that differs from the SDK's only in its prototype. */
export function toSdkError(name: string, message: string | undefined, fields: object): Error {
  const error = Object.assign(new Error(message), { name, ...fields });
  for (const mark of name.endsWith('Failure') ? [name, 'TemporalFailure'] : [name])
    Object.defineProperty(error, Symbol.for(`__temporal_is${mark}`), { value: true });
  return error;
}

/** Strips the prefix of Temporal's enum values: RETRY_STATE_TIMEOUT becomes TIMEOUT. */
export function toWord(value: string): string {
  return value.replace(/^(RETRY_STATE|TIMEOUT_TYPE|APPLICATION_ERROR_CATEGORY|WORKFLOW_EXECUTION_STATUS)_/, '');
}

// --- internal ---

interface EncodedAttributes {
  readonly message?: string;
  readonly stack_trace?: string;
}

/** childWorkflowExecutionFailureInfo becomes ChildWorkflowFailure. */
function toName(kind: string): string {
  return kind
    .replace(/^./, (letter) => letter.toUpperCase())
    .replace(/Execution|Info$/g, '')
    .replace('Canceled', 'Cancelled');
}

async function toField(value: unknown, converter: PayloadConverter): Promise<unknown> {
  if (typeof value === 'string') return toWord(value);
  const { name, payloads } = Object(value) as { name?: string } & WirePayloads;
  return name ?? (payloads ? converter.decode({ payloads }) : value);
}
