import type { DataConverter, PayloadConverter } from '@temporalio/common';

/** The payload converter of a data converter, which Temporal's worker loads in the same way; undefined where it is Temporal's own. */
export function loadPayloadConverter({ payloadConverterPath: path }: DataConverter = {}): PayloadConverter | undefined {
  return path === undefined ? undefined : (require(path) as { payloadConverter: PayloadConverter }).payloadConverter;
}
