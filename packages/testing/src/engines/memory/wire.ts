import type { ValuesMode } from '@tfn/core';
import type { PayloadCodec } from '@tfn/core/encryption';
import { mapPayloads } from '../../history/map-payloads.ts';

/** The codec that values pass on their way to Temporal and back, where client and worker use it. */
export interface Wire {
  /** What is written of values. @default 'rich' */
  readonly values: ValuesMode | undefined;
  /** What Temporal would keep of a message, or of a list of payloads. @throws what the codec throws */
  encode<TValue>(value: TValue): Promise<TValue>;
  /** Decodes it. @throws what the codec throws */
  decode<TValue>(value: TValue): Promise<TValue>;
}

export function createWire(codec: PayloadCodec | undefined, values?: ValuesMode): Wire {
  return {
    values,
    encode: async (value) => (codec === undefined ? value : mapPayloads(value, (payloads) => codec.encode(payloads))),
    decode: async (value) => (codec === undefined ? value : mapPayloads(value, (payloads) => codec.decode(payloads))),
  };
}
