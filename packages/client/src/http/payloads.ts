import type { Payload, PayloadCodec } from '@tfn/core/encryption';
import { fromWire, sizeOfFields, sizeOfPayloads, toBytes, toText, toWire } from '@tfn/core/internal';
import type { WirePayload } from '@tfn/core/internal';

/** Temporal's list of payloads. */
export interface WirePayloads {
  readonly payloads?: readonly WirePayload[];
}

/** Payloads by name. */
export type WireFields = Readonly<Record<string, WirePayload>>;

/** Turns values into payloads and back, through a codec. */
export interface PayloadConverter {
  /** Returns undefined without values. @throws {TypeError} when JSON cannot hold a value */
  encode(values: readonly unknown[]): Promise<WirePayloads | undefined>;
  /** Encodes a memo. */
  encodeFields(values: Readonly<Record<string, unknown>>): Promise<WireFields>;
  decode(payloads: WirePayloads | undefined): Promise<unknown[]>;
}

/** Converts like the SDK's default converter: undefined, bytes and JSON. `check` gets the size of what is sent. */
export function createConverter(
  codec: PayloadCodec | undefined,
  check: (size: number) => Promise<void> = async () => undefined,
): PayloadConverter {
  const toPayloads = async (values: readonly unknown[]): Promise<Payload[]> => {
    const payloads = values.map(toPayload);
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
      return (codec ? await codec.decode(payloads) : payloads).map(fromPayload);
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

// --- internal ---

const NOTHING = 'binary/null';
const BYTES = 'binary/plain';
const JSON_TEXT = 'json/plain';

function toPayload(value: unknown): Payload {
  if (value === undefined) return { metadata: { encoding: toBytes(NOTHING) } };
  if (value instanceof Uint8Array) return { metadata: { encoding: toBytes(BYTES) }, data: value };
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw new TypeError(`${typeof value} is not JSON`);
  return { metadata: { encoding: toBytes(JSON_TEXT) }, data: toBytes(json) };
}

function fromPayload({ metadata, data }: Payload): unknown {
  const encoding = toText(metadata?.['encoding']);
  if (encoding === NOTHING) return undefined;
  if (encoding === BYTES) return data ?? new Uint8Array();
  if (encoding === JSON_TEXT) return JSON.parse(toText(data));
  throw new TypeError(`Unknown encoding: ${encoding}`);
}
