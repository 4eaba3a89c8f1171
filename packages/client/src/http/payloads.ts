/** A value as Temporal keeps it: what the SDK's own codecs take and give. */
export interface Payload {
  metadata?: Record<string, Uint8Array> | null;
  data?: Uint8Array | null;
}

/** Changes payloads on their way out and back, to encrypt or compress them; the SDK's PayloadCodec is one. */
export interface PayloadCodec {
  encode(payloads: Payload[]): Promise<Payload[]>;
  decode(payloads: Payload[]): Promise<Payload[]>;
}

/** A payload as JSON carries it: bytes are base64. */
export interface WirePayload {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly data?: string;
}

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

function toWire({ metadata, data }: Payload): WirePayload {
  const fields = metadata ?? {};
  return { metadata: zip(fields, Object.values(fields).map(toBase64)), ...(data && { data: toBase64(data) }) };
}

function fromWire({ metadata = {}, data = '' }: WirePayload): Payload {
  return { metadata: zip(metadata, Object.values(metadata).map(fromBase64)), data: fromBase64(data) };
}

/** The names of some fields with other values. */
function zip<TValue>(fields: object, values: readonly TValue[]): Record<string, TValue> {
  return Object.fromEntries(Object.keys(fields).map((name, at) => [name, values[at] as TValue]));
}

function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function toText(bytes: Uint8Array | null | undefined): string {
  return new TextDecoder().decode(bytes ?? undefined);
}

/** In chunks: a call takes only so many arguments. */
function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

function fromBase64(base64: string): Uint8Array {
  const binary = atob(base64);
  return new Uint8Array(binary.length).map((_, at) => binary.charCodeAt(at));
}
