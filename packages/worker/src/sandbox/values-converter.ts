/** The payload converter of workflows, which Temporal loads in the sandbox unless the user gives another. */
import { ApplicationFailure, defaultPayloadConverter, RawValue } from '@temporalio/common';
import type { PayloadConverter } from '@temporalio/common';
import { createValuesConverter, RefusedValue } from '@tfn/core/internal';
import { readSettings } from '../shared/sandbox-settings.ts';

/** Converts for our own code, which names what it sends. @throws {RefusedValue} for what cannot be sent */
export const valuesConverter: PayloadConverter = createValuesConverter<PayloadConverter>(defaultPayloadConverter, {
  mode: () => readSettings().values ?? 'rich',
  isRaw: (value) => value instanceof RawValue,
});

/** Converts for other code: a value that cannot be sent fails the workflow, whose task Temporal would otherwise repeat for ever. */
export const payloadConverter: PayloadConverter = {
  toPayload(value, context, hint) {
    try {
      return valuesConverter.toPayload(value, context, hint);
    } catch (error) {
      if (!(error instanceof RefusedValue)) throw error;
      throw ApplicationFailure.nonRetryable(error.message, 'TFN_INPUT_UNSERIALIZABLE');
    }
  },
  fromPayload: (payload, context, hint) => valuesConverter.fromPayload(payload, context, hint),
};

/** Whether the converter of a workflow is ours. By a mark: a bundle may load this file twice. */
export function isOurs(converter: PayloadConverter): boolean {
  return MARK in converter;
}

// --- internal ---

const MARK = Symbol.for('@tfn/values');

Object.defineProperty(payloadConverter, MARK, { value: true });
