import { defaultPayloadConverter, RawValue } from '@temporalio/common';
import type { PayloadConverter } from '@temporalio/common';
import { createValuesConverter } from '@tfn/core/internal';

/** Temporal's converter with rich values, which its worker loads by this file's path, for functions. */
export const payloadConverter: PayloadConverter = createValuesConverter<PayloadConverter>(defaultPayloadConverter, {
  mode: () => 'rich',
  isRaw: (value) => value instanceof RawValue,
});
