import type { Payload, PayloadCodec } from '@tfn/core/encryption';
import type { ValuesMode } from '@tfn/core';
import { fromValuePayload, fromWire, sizeOfFields, sizeOfPayloads, toValuePayload, toWire } from '@tfn/core/internal';
import type { WirePayload } from '@tfn/core/internal';

/** Temporal's list of payloads. */
export interface WirePayloads {
  readonly payloads?: readonly WirePayload[];
}

/** Payloads by name. */
export type WireFields = Readonly<Record<string, WirePayload>>;

/** Turns values into payloads and back, through a codec. */
export interface PayloadConverter {
  /** Returns undefined without values. @throws {RefusedValue} for what cannot be sent */
  encode(values: readonly unknown[]): Promise<WirePayloads | undefined>;
  /** Encodes a memo. */
  encodeFields(values: Readonly<Record<string, unknown>>): Promise<WireFields>;
  decode(payloads: WirePayloads | undefined): Promise<unknown[]>;
}

/** What a converter writes. */
interface ConverterOptions {
  readonly codec?: PayloadCodec | undefined;
  /** @default 'rich' */
  readonly values?: ValuesMode;
}

/** Converts like the SDK's default converter, with rich values. `check` gets the size of what is sent. */
export function createConverter(
  { codec, values: mode }: ConverterOptions = {},
  check: (size: number) => Promise<void> = async () => undefined,
): PayloadConverter {
  const toPayloads = async (values: readonly unknown[]): Promise<Payload[]> => {
    const payloads = values.map((value) => toValuePayload(value, mode));
    return codec && payloads.length ? codec.encode(payloads) : payloads;
  };
  return {
    async encode(values) {
      const payloads = await toPayloads(values);
      await check(sizeOfPayloads(payloads));
      return payloads.length ? { payloads: payloads.map(toWire) } : undefined;
    },
    async encodeFields(values) {
      const fields = await mapFields(values, async (value) => (await toPayloads([value]))[0] as Payload);
      await check(sizeOfFields(fields));
      return mapFields(fields, async (payload) => toWire(payload));
    },
    async decode({ payloads: wire = [] } = {}) {
      const payloads = wire.map(fromWire);
      return (codec ? await codec.decode(payloads) : payloads).map(fromValuePayload);
    },
  };
}

/** Maps the fields, one after another. */
export async function mapFields<TValue, TResult>(
  fields: Readonly<Record<string, TValue>>,
  map: (value: TValue) => Promise<TResult>,
): Promise<Record<string, TResult>> {
  const mapped: Record<string, TResult> = {};
  for (const name of Object.keys(fields)) mapped[name] = await map(fields[name] as TValue);
  return mapped;
}
