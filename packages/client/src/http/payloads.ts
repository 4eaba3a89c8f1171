import type { Payload, PayloadCodec } from '@tfn/core/encryption';
import { fromWire, toBytes, toText, toWire } from '@tfn/core/internal';
import type { WirePayload } from '@tfn/core/internal';

/** Temporal's list of payloads. */
export interface WirePayloads {
  readonly payloads?: readonly WirePayload[];
}

/** Payloads by name. */
export type WireFields = Readonly<Record<string, WirePayload>>;

/** What turns values into payloads and back, through a codec. */
export interface PayloadConverter {
  /** Undefined when there are no values. @throws {TypeError} when JSON cannot carry one */
  encode(values: readonly unknown[]): Promise<WirePayloads | undefined>;
  encodeFields(fields: Readonly<Record<string, unknown>>): Promise<WireFields>;
  decode(payloads: WirePayloads | undefined): Promise<unknown[]>;
  decodeFields(fields: WireFields): Promise<Record<string, unknown>>;
}

/** Converts as the SDK's default converter does: undefined, bytes, and what JSON can carry. */
export function createConverter(codec: PayloadCodec | undefined): PayloadConverter {
  const encode = async (values: readonly unknown[]): Promise<WirePayload[]> => {
    const payloads = values.map(toPayload);
    return (codec ? await codec.encode(payloads) : payloads).map(toWire);
  };
  const decode = async (wire: readonly WirePayload[] = []): Promise<unknown[]> => {
    const payloads = wire.map(fromWire);
    return (codec ? await codec.decode(payloads) : payloads).map(fromPayload);
  };
  return {
    encode: async (values) => (values.length > 0 ? { payloads: await encode(values) } : undefined),
    encodeFields: async (fields) => zip(fields, await encode(Object.values(fields))),
    decode: (list) => decode(list?.payloads),
    decodeFields: async (fields) => zip(fields, await decode(Object.values(fields))),
  };
}

/** A value as JSON's payload, which no codec changes. */
export function toWireJson(value: unknown): WirePayload {
  return toWire(toPayload(value));
}

// --- internal ---

const NOTHING = 'binary/null';
const BYTES = 'binary/plain';
const JSON_TEXT = 'json/plain';

function toPayload(value: unknown): Payload {
  if (value === undefined) return { metadata: { encoding: toBytes(NOTHING) } };
  if (value instanceof Uint8Array) return { metadata: { encoding: toBytes(BYTES) }, data: value };
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw new TypeError(`${typeof value} is no JSON`);
  return { metadata: { encoding: toBytes(JSON_TEXT) }, data: toBytes(json) };
}

function fromPayload({ metadata, data }: Payload): unknown {
  const encoding = toText(metadata?.['encoding']);
  if (encoding === NOTHING) return undefined;
  if (encoding === BYTES) return data ?? new Uint8Array();
  if (encoding === JSON_TEXT) return JSON.parse(toText(data));
  throw new TypeError(`Unknown encoding: ${encoding}`);
}

/** The names of some fields with other values. */
function zip<TValue>(fields: object, values: readonly TValue[]): Record<string, TValue> {
  return Object.fromEntries(Object.keys(fields).map((name, at) => [name, values[at] as TValue]));
}
