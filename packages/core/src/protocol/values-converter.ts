/** Temporal's payload converter with rich values: what JSON cannot express travels in the metadata of payloads. */
import type { Payload } from '../encryption/payload.ts';
import { RefusedValue } from '../values/refused.ts';
import { fromValuePayload, toValuePayload, VALUES_METADATA } from '../values/value-payload.ts';
import type { ValuesMode } from '../values/write-value.ts';

/** The part of Temporal's PayloadConverter that is used here. A hint names one of Temporal's own converters. */
interface Converter {
  toPayload(value: unknown, context?: never, hint?: never): Payload;
  fromPayload(payload: Payload, context?: never, hint?: never): unknown;
}

/** What is written, and which values are payloads already. */
export interface ValuesOptions {
  /** Asked for each value. */
  readonly mode: () => ValuesMode;
  /** Temporal's RawValue. */
  readonly isRaw: (value: unknown) => boolean;
}

/** Puts rich values over Temporal's default converter, which still reads all payloads without our metadata. */
export function createValuesConverter<TConverter>(given: TConverter, { mode, isRaw }: ValuesOptions): TConverter {
  const temporals = given as Converter;
  const converter: Converter = {
    toPayload(value, context, hint) {
      if (hint !== undefined || isRaw(value)) return temporals.toPayload(value, context, hint);
      try {
        return toValuePayload(value, mode());
      } catch (error) {
        if (error instanceof RefusedValue) error.message = error.inWords();
        throw error;
      }
    },
    fromPayload(payload, context, hint) {
      return hint === undefined && payload.metadata?.[VALUES_METADATA]
        ? fromValuePayload(payload)
        : temporals.fromPayload(payload, context, hint);
    },
  };
  return converter as TConverter;
}
