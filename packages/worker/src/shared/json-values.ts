import { defaultPayloadConverter, RawValue } from '@temporalio/common';
import type { PayloadConverter } from '@temporalio/common';
import { createValuesConverter } from '@tfn/core/internal';

/** The same, which writes only what JSON expresses: for queues that other languages serve. */
export const payloadConverter: PayloadConverter = createValuesConverter<PayloadConverter>(defaultPayloadConverter, {
  mode: () => 'json',
  isRaw: (value) => value instanceof RawValue,
});
