import { joinBytes } from '../internal/join-bytes.ts';
import { toBytes, toText } from '../protocol/wire-payload.ts';

/** A value as Temporal stores it: what codecs of Temporal's SDK accept and return. */
export interface Payload {
  metadata?: Record<string, Uint8Array> | null;
  data?: Uint8Array | null;
}

/** Transforms payloads on their way to Temporal and back. Compatible with Temporal's PayloadCodec. */
export interface PayloadCodec {
  encode(payloads: Payload[]): Promise<Payload[]>;
  decode(payloads: Payload[]): Promise<Payload[]>;
}

/** Encodes a payload in protobuf, so that codecs in other languages can read what an encrypted payload contains. */
export function toPayloadBytes({ metadata, data }: Payload): Uint8Array {
  const entries = Object.entries(metadata ?? {}).map(([key, value]) =>
    field(METADATA, joinBytes([field(KEY, toBytes(key)), field(VALUE, value)])),
  );
  return joinBytes([...entries, ...(data && data.length > 0 ? [field(DATA, data)] : [])]);
}

/** Decodes a payload; ignores fields of later versions. @throws {RangeError} if the bytes are not a payload */
export function fromPayloadBytes(bytes: Uint8Array): Payload {
  const metadata: Record<string, Uint8Array> = {};
  let data: Uint8Array = new Uint8Array();
  for (const [number, content] of fieldsOf(bytes)) {
    if (number === DATA) data = content;
    if (number !== METADATA) continue;
    const entry = new Map(fieldsOf(content));
    metadata[toText(entry.get(KEY))] = entry.get(VALUE) ?? new Uint8Array();
  }
  return { metadata, data };
}

// --- internal ---

/** Field numbers of Temporal's message Payload: a map of metadata, whose entries have a key and a value, and the data. */
const [METADATA, DATA, KEY, VALUE] = [1, 2, 1, 2];

/** The wire type of fields that consist of a tag, a length and the content. */
const LENGTH_DELIMITED = 2;

function field(number: number, content: Uint8Array): Uint8Array {
  return joinBytes([varint((number << 3) | LENGTH_DELIMITED), varint(content.length), content]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}

function fieldsOf(bytes: Uint8Array): [number: number, content: Uint8Array][] {
  const fields: [number, Uint8Array][] = [];
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at];
      if (byte === undefined) throw new RangeError('The payload ends in the middle of a number.');
      at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = readVarint();
    if ((tag & 7) !== LENGTH_DELIMITED) throw new RangeError('The payload has a field of an unknown kind.');
    const length = readVarint();
    if (at + length > bytes.length) throw new RangeError('The payload ends in the middle of a field.');
    fields.push([tag >> 3, Uint8Array.from(bytes.subarray(at, at + length))]);
    at += length;
  }
  return fields;
}
